import { html, type Html } from './html.ts'
import { icon, type IconName } from './icon.ts'

const colours = [
  'canvas',
  'surface',
  'sunken',
  'line',
  'line-2',
  'ink',
  'ink-2',
  'ink-3',
  'accent',
  'accent-2',
  'tint',
  'rail',
  'rail-2',
  'thread',
  'late',
  'late-tint',
  'late-fill',
  'soon',
  'soon-tint',
  'soon-fill',
  'ok',
  'ok-tint',
  'ok-fill',
  'note',
  'note-line',
] as const

const statuses: readonly (readonly [IconName, string])[] = [
  ['circle-dot', 'Baru'],
  ['tag', 'Diklasifikasi'],
  ['headset', 'Ditangani'],
  ['circle-pause', 'Menunggu pengguna'],
  ['building-2', 'Menunggu pihak ketiga'],
  ['arrow-up-right', 'Eskalasi LKPP'],
  ['circle-check', 'Selesai'],
  ['rotate-ccw', 'Dibuka kembali'],
]

/** Every component in every state: the reference for whoever makes a page. */
export function componentsPage(): Html {
  return html`<main class="specimen">
<header>
  <h1>Komponen dan keadaannya</h1>
  <p class="quiet">Warna menyatakan waktu dan kegagalan; bentuk menyatakan prioritas; ikon dan kata selalu menyertai.</p>
</header>
<div class="tapis"></div>
<div class="specimen-columns">
<div>${[colourPanel(), typePanel(), tapisPanel()]}</div>
<div>${[buttonPanel(), deadlinePanel(), markPanel(), sendPanel()]}</div>
<div>${[fieldPanel(), messagePanel(), noticePanel()]}</div>
</div>
</main>`
}

function panel(title: string, inside: Html): Html {
  return html`<section class="panel"><h2>${title}</h2><div class="inside">${inside}</div></section>`
}

function colourPanel(): Html {
  return panel(
    'Warna',
    html`<ul class="swatches">${colours.map(name => html`<li><svg width="60" height="30" aria-hidden="true"><rect fill="var(--${name})" width="60" height="30"/></svg>${name}</li>`)}</ul>`,
  )
}

function typePanel(): Html {
  return panel(
    'Huruf: Public Sans',
    html`<p class="type-34 figures">34/40 7.846</p>
<p class="type-26">26/32 Masuk ke konsol</p>
<p class="type-20">20/26 Judul halaman</p>
<p class="type-16">16/24 Halaman umum</p>
<p>14/20 Isi konsol. <b>Tebal 650.</b></p>
<p class="type-13">13/18 Tabel, keterangan, tombol</p>
<p class="type-12">12/16 Label, kaki. Tidak ada yang lebih kecil dari 12 selain tanda</p>
<p class="figures">10.42 11.08 09.57 · 1 j 23 m · TBB-2026-000141</p>`,
  )
}

function tapisPanel(): Html {
  return panel(
    'Tapis: pucuk rebung',
    html`<div class="tapis"></div>
<p class="quiet">Satu pita 11 px: di bawah merek, di kepala halaman umum, di keadaan kosong. Selalu benang emas di atas dasar gelap, tidak pernah menyatakan keadaan.</p>`,
  )
}

function buttonPanel(): Html {
  return panel(
    'Tombol',
    html`<p class="line-up"><button class="button primary" type="button">Utama</button><button class="button primary" type="button" aria-disabled="true" aria-describedby="why">Mati</button><span class="quiet" id="why">mati: pilih satu tiket dahulu</span></p>
<p class="line-up"><button class="button" type="button">Biasa</button><button class="button" type="button" aria-pressed="true">Tekan</button><button class="button bare" type="button">Polos</button><button class="button destructive" type="button">Merusak</button></p>
<p class="line-up"><button class="button only-icon" type="button" aria-label="Lainnya">${icon('ellipsis')}</button><button class="button small" type="button">Kecil</button><button class="button" type="button" aria-disabled="true">${icon('loader-circle')} Mengirim</button></p>
<p class="line-up"><button class="switch" type="button" role="switch" aria-checked="false">WhatsApp terputus</button><button class="switch" type="button" role="switch" aria-checked="true">Telegram 429</button><button class="switch calm" type="button" role="switch" aria-checked="true">Bunyi</button></p>
<p class="line-up"><span class="choice" role="group" aria-label="Contoh pilihan"><button type="button" aria-pressed="true">Sari</button><button type="button" aria-pressed="false">Dewi</button><button type="button" aria-pressed="false" aria-label="Orang baru">${icon('plus')}</button></span></p>`,
  )
}

function deadline(kind: string, mark: IconName, value: string, words: string, used: number): Html {
  return html`<span class="deadline ${kind}">${icon(mark)}<b class="figures">${value}</b><small>${words}</small><svg class="bar" viewBox="0 0 75 3" preserveAspectRatio="none" aria-hidden="true"><rect class="rest" width="75" height="3"/><rect class="used" width="${used}" height="3"/></svg></span>`
}

function deadlinePanel(): Html {
  return panel(
    'Jam tenggat',
    html`<p class="line-up">${deadline('late', 'timer-off', '−6 mnt', 'lewat · kabari pelapor', 75)}${deadline('soon', 'timer', '18 mnt', 'tanggapan pertama', 56)}${deadline('', 'clock', '1 j 23 m', 'selesai · 13.05', 40)}${deadline('paused', 'circle-pause', 'jeda', 'sisa 6 j 30 m', 20)}${deadline('met', 'circle-check', '9 mnt', 'target 15 mnt', 0)}</p>
<p class="quiet">lewat: di bawah 0 · segera: sisa kurang dari seperempat atau 1 jam · berjalan · jeda · terpenuhi. Ikon berbeda untuk tiap keadaan.</p>`,
  )
}

function markPanel(): Html {
  return panel(
    'Prioritas, status, tanda',
    html`<p class="line-up"><span class="priority p1">P1</span><span class="priority p2">P2</span><span class="priority p3">P3</span><span class="priority p4">P4</span><span class="tag">netral</span><span class="tag active">aktif</span><span class="tag late">gagal</span><span class="tag soon">segera</span><span class="tag ok">berjalan</span><span class="badge">2</span></p>
<p class="line-up">${statuses.map(([mark, words]) => html`<span class="status">${icon(mark)} ${words}</span>`)}</p>`,
  )
}

function sendPanel(): Html {
  return panel(
    'Keadaan kirim',
    html`<ul class="stack">
<li class="status">${icon('clock')} Menunggu giliran, ± 20 detik</li>
<li class="status">${icon('check')} Terkirim 10.41</li>
<li class="status">${icon('check-check')} Dibaca 10.41</li>
<li class="status late">${icon('circle-alert')} Belum sampai: WhatsApp terputus <button class="button small" type="button">Kirim ulang</button></li>
<li class="status soon">${icon('circle-help')} Tak pasti: sambungan putus setelah dikirim <button class="button small" type="button">Periksa</button></li>
</ul>`,
  )
}

function fieldPanel(): Html {
  return panel(
    'Isian',
    html`<div class="stack">
<p class="field"><label for="field-1">Akar masalah</label><input id="field-1" value="jaringan/ISP"></p>
<p class="field"><label for="field-2">Akar masalah</label><input id="field-2" aria-invalid="true" aria-describedby="wrong-2" placeholder="pilih satu"><span class="wrong" id="wrong-2">${icon('circle-alert')} Isi akar masalah sebelum tiket permasalahan ditutup.</span></p>
<p class="line-up"><button class="chip" type="button">Status ${icon('chevron-down')}</button><button class="chip set" type="button">Jenis: Gangguan ${icon('x')}</button><label class="check"><input type="checkbox" checked> lalu tunggu pelapor</label></p>
<p class="masked">NIK •••• •••• •••• 4821 <button class="button small only-icon" type="button" aria-label="Tampilkan; tercatat siapa yang melihat" title="Tampilkan; tercatat siapa yang melihat">${icon('eye')}</button></p>
</div>`,
  )
}

function messagePanel(): Html {
  return panel(
    'Pesan',
    html`<div class="stack">
<article class="message"><header><b>Sari W.</b><time>10.06</time></header>Pesan pelapor: permukaan polos, kiri</article>
<article class="message ours"><header><b>Budi</b><time>10.31</time></header>Balasan ke pelapor: berwarna, kanan</article>
<article class="message note"><header><span>${icon('lock')} <b>Catatan</b> tidak terkirim ke pelapor</span></header>Kertas, garis putus, gembok</article>
<p class="event-line">${icon('hand')} <span><b>Budi</b> mengambil tiket</span><time>09.34</time></p>
</div>`,
  )
}

function noticePanel(): Html {
  return panel(
    'Pemberitahuan di halaman',
    html`<div class="stack">
<p class="notice">${icon('info')}<span>Keterangan tenang, tanpa warna keadaan.</span></p>
<p class="notice soon">${icon('triangle-alert')}<span>Perlu dilihat sebelum lanjut.</span></p>
<p class="notice late">${icon('circle-alert')}<span>Tautan ini sudah dipakai pukul 10.40. Kirim <b>/masuk</b> lagi ke bot.</span></p>
<div class="empty panel"><div class="tapis"></div><b>Tidak ada yang menunggu</b>Tenggat berikutnya pukul 13.05 WIB.</div>
</div>`,
  )
}
