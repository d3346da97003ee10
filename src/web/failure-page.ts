import type { FastifyRequest } from 'fastify'
import type { ErrorCode } from '../errors.ts'
import { html, type Html } from './html.ts'
import { icon } from './icon.ts'
import type { Web } from './server.ts'

/** Why a page cannot be shown, as the person at the browser reads it: what happened, what is safe, what to do. */
const failures = {
  PAGE_NOT_FOUND: {
    title: 'Halaman ini tidak ada',
    words: 'Alamatnya mungkin salah ketik atau sudah tidak dipakai. Tidak ada yang berubah.',
  },
  HOST_REFUSED: {
    title: 'Alamat ini tidak dikenal',
    words: 'Buka halaman ini dengan alamat yang tertulis saat Loket dijalankan.',
  },
  ORIGIN_REFUSED: {
    title: 'Permintaan ini tidak dijalankan',
    words:
      'Permintaan itu tidak datang dari halaman Loket sendiri, jadi tidak ada yang diubah. Buka halamannya lalu ulangi.',
  },
  TOO_MANY_REQUESTS: {
    title: 'Terlalu banyak permintaan',
    words: 'Tunggu satu menit, lalu muat ulang halaman ini. Yang sudah tersimpan tetap tersimpan.',
  },
  UPLOAD_TOO_LARGE: {
    title: 'Berkasnya terlalu besar',
    words: 'Kirim berkas yang lebih kecil, atau beberapa sekaligus secara terpisah. Tidak ada yang terkirim.',
  },
  REQUEST_INVALID: {
    title: 'Permintaan ini tidak dapat dibaca',
    words: 'Tidak ada yang berubah. Kembali ke halaman sebelumnya dan ulangi.',
  },
  PAGE_FAILED: {
    title: 'Halaman ini gagal disiapkan',
    words: 'Gangguannya tercatat di log. Yang sudah tersimpan tetap tersimpan; coba muat ulang sebentar lagi.',
  },
} as const satisfies Partial<Record<ErrorCode, { readonly title: string; readonly words: string }>>

export type Failure = keyof typeof failures

export function failurePage(web: Web, request: FastifyRequest, failure: Failure): Html {
  const { title, words } = failures[failure]
  return web.page(request, {
    title: `${title} · Loket LPSE`,
    body: html`<div class="tapis"></div>
<main class="failure">
  <h1>${title}</h1>
  <p>${words}</p>
  <p class="quiet">Kode: ${failure}</p>
  <p><a class="button" href="/">${icon('arrow-left')} Ke halaman awal</a></p>
</main>`,
  })
}
