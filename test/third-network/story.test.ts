import { expect, test } from 'vitest'
import { openDesk, type Stage } from '../talk.ts'
import { serveSurat } from './network.ts'
import type { LetterNetwork } from './server.ts'
import { account, openLetters, sari } from './stage.ts'

interface Office {
  readonly desk: Stage
  readonly letters: LetterNetwork
  /** Waits until Sari's box holds a letter that says so. */
  finds(words: RegExp): Promise<unknown>
  /** How many letters in her box say so. */
  count(words: RegExp): number
}

const sarisBox = { name: 'Sari', address: `${account}/${sari}` }

/** A whole Loket: penyedia write letters, the staff work in Telegram. */
async function openOffice(): Promise<Office> {
  let now = (): Date => new Date()
  const letters = await openLetters(() => now())
  const desk = await openDesk({ networks: ({ log }) => [serveSurat(letters.root, account, log)] })
  now = () => desk.time.now()
  const count = (words: RegExp): number => letters.box(sari).filter(letter => words.test(letter.text)).length
  const finds = (words: RegExp): Promise<unknown> =>
    desk
      .until(() => count(words))
      .catch(() => {
        throw new Error(`nobody found ${words} in ${JSON.stringify(letters.box(sari))}`)
      })
  return { desk, letters, finds, count }
}

test('Sari writes a letter, its ticket stands in the Telegram group, Budi answers there, and Sari finds it in her box', async () => {
  const { desk, letters, finds } = await openOffice()
  letters.writes(sari, 'Tidak bisa unggah penawaran')
  await finds(/nomor tiket TBB-/)
  const topic = await desk.group.topicOf(sarisBox)
  const words = await topic.sees(/Tidak bisa unggah penawaran/)
  expect(await desk.ticket(topic.ticket)).toMatchObject({ way: 'Surat' })
  expect(await desk.budi.taps('Ambil', topic)).toBe('Tiket ini sekarang Anda tangani.')
  await finds(/sedang ditangani/)
  const reply = await desk.budi.replies(words, 'Silakan coba lagi, servernya sudah pulih.')
  await finds(/^Silakan coba lagi, servernya sudah pulih\.$/)
  await desk.reaction(reply, '👍')
  letters.writes(sari, 'Sudah bisa, terima kasih')
  await topic.sees(/Sudah bisa, terima kasih/)
  await desk.until(() => letters.waiting().length === 0)
  // Who wrote a letter is written to by letter alone.
  expect(desk.telegram.chat(desk.sari.id)).toEqual([])
})

test('a letter whose outcome is unknown is sent once more, lies in the box once, and the staff are told', async () => {
  const { desk, letters, finds, count } = await openOffice()
  letters.writes(sari, 'Tidak bisa login')
  await finds(/nomor tiket TBB-/)
  const topic = await desk.group.topicOf(sarisBox)
  await desk.settled()
  letters.fail('unknown')
  await desk.budi.writes(topic, '/balas Kata sandinya sudah kami pulihkan')
  await topic.sees(/mungkin terkirim dua kali/)
  await finds(/Kata sandinya sudah kami pulihkan/)
  await desk.settled()
  expect(count(/Kata sandinya sudah kami pulihkan/)).toBe(1)
})

test('what the network refuses does not arrive, and the staff are told', async () => {
  const { desk, letters, finds, count } = await openOffice()
  letters.writes(sari, 'Tidak bisa login')
  await finds(/nomor tiket TBB-/)
  const topic = await desk.group.topicOf(sarisBox)
  await desk.settled()
  letters.fail('refused')
  await desk.budi.writes(topic, '/balas Silakan coba lagi')
  await topic.sees(/Balasan tidak sampai ke pelapor/)
  expect(count(/Silakan coba lagi/)).toBe(0)
})

test('while the network is away nothing is lost either way, and /health names it', async () => {
  const { desk, letters, finds, count } = await openOffice()
  letters.writes(sari, 'Tidak bisa login')
  await finds(/nomor tiket TBB-/)
  const topic = await desk.group.topicOf(sarisBox)
  await desk.settled()
  await letters.down()
  letters.writes(sari, 'Masih tidak bisa')
  await desk.budi.writes(topic, '/balas Sedang kami periksa')
  const health = async (): Promise<string> => (await fetch(`${desk.loket.address}/health`)).text()
  await desk.until(async () => (await health()).includes('"surat":"CHANNEL_UNREACHABLE"'))
  await letters.up()
  await topic.sees(/Masih tidak bisa/)
  await finds(/Sedang kami periksa/)
  await desk.settled()
  expect(count(/Sedang kami periksa/)).toBe(1)
  await desk.until(async () => (await health()).includes('"ok"'))
})

test('a letter that was stored and not confirmed before a restart is heard once', async () => {
  const { desk, letters, finds } = await openOffice()
  letters.writes(sari, 'Tidak bisa login')
  await finds(/nomor tiket TBB-/)
  const topic = await desk.group.topicOf(sarisBox)
  await topic.sees(/Tidak bisa login/)
  await desk.restarts(async () => void letters.repeats(1))
  await desk.until(() => letters.waiting().length === 0)
  await desk.settled()
  expect(topic.all().filter(message => /Tidak bisa login/.test(message.text))).toHaveLength(1)
})

test('what lies in the box stays as it is: the staff hear that an edit or /tarik did not reach it', async () => {
  const { desk, letters, finds, count } = await openOffice()
  letters.writes(sari, 'Tidak bisa login')
  await finds(/nomor tiket TBB-/)
  const topic = await desk.group.topicOf(sarisBox)
  const reply = await desk.budi.writes(topic, '/balas Buka menu Profil')
  await finds(/Buka menu Profil/)
  await desk.settled()
  await desk.budi.edits(reply, '/balas Buka menu Akun')
  await topic.sees(/Perubahan tidak bisa dibawa ke pelapor/)
  await desk.budi.replies(reply, '/tarik')
  await topic.sees(/Balasan tidak bisa ditarik lagi/)
  expect(count(/Buka menu Profil/)).toBe(1)
  expect(count(/Buka menu Akun/)).toBe(0)
})

test('no log line names Sari, her box or her words', async () => {
  const { desk, letters, finds } = await openOffice()
  letters.fail('refused')
  letters.writes(sari, 'Kata rahasia di surat')
  const topic = await desk.group.topicOf(sarisBox)
  await topic.sees(/Kata rahasia/)
  await desk.budi.writes(topic, '/balas Jawaban untuk surat')
  await finds(/Jawaban untuk surat/)
  await desk.settled()
  const logs = desk.logs().join('\n')
  expect(logs).toContain('CHANNEL_REFUSED')
  expect(logs).not.toMatch(new RegExp(`Sari|rahasia|Jawaban|\\b${sari}\\b`))
})
