import type { TelegramApi } from './client.ts'

const command = (name: string, description: string): object => ({ command: name, description })

const toReporters = [
  command('start', 'Mulai'),
  command('menu', 'Pilihan'),
  command('status', 'Tiket Anda'),
  command('petugas', 'Bicara dengan petugas'),
  command('batal', 'Batalkan laporan yang sedang dibuat'),
  command('pengaduan', 'Pengaduan kepada Kepala LPSE'),
  command('bantuan', 'Cara memakai'),
  command('privasi', 'Data yang disimpan'),
]
const toStaff = [
  command('antrean', 'Tiket terbuka'),
  command('saya', 'Tiket yang Anda tangani'),
  command('tiket', 'Letak sebuah tiket: /tiket 123'),
  command('cari', 'Cari di semua tiket: /cari apendo'),
  command('balas', 'Kirim balasan ke pelapor'),
  command('j', 'Jawaban siap pakai: /j apendo'),
  command('serahkan', 'Serahkan tiket: /serahkan @nama'),
  command('catat', 'Catat telepon atau kunjungan'),
  command('tarik', 'Tarik balasan Anda'),
  command('hapus', 'Hapus berkas yang memuat data pribadi'),
  command('panggilan', 'Nama Anda di mata pelapor'),
  command('bantuan', 'Cara bekerja di grup ini'),
]

const toAdmins = [
  ...toStaff,
  command('peran', 'Siapa memegang peran apa; memberi dan mencabut'),
  command('tandai', 'Tandai PPK, Pokja, atau Pejabat Pengadaan'),
]

/** Registers what reporters may type in private (setMyCommands; each scope offers only its own). */
export async function registerReporterCommands(api: TelegramApi): Promise<void> {
  await api.call('setMyCommands', { commands: toReporters, scope: { type: 'all_private_chats' } })
}

/** Registers what anggota may type in their groups; the network offers the rest to the groups' administrators. */
export async function registerStaffCommands(api: TelegramApi, groups: readonly string[]): Promise<void> {
  for (const group of groups) {
    await api.call('setMyCommands', { commands: toStaff, scope: { type: 'chat', chat_id: group } })
    await api.call('setMyCommands', { commands: toAdmins, scope: { type: 'chat_administrators', chat_id: group } })
  }
}
