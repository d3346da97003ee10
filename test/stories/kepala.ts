import { expect } from 'vitest'
import { openDesk, type Person, type Stage } from '../talk.ts'

/** Budi made the group. Questions are asked as shipped. */
export async function withFounder(): Promise<Stage> {
  const desk = await openDesk({ forms: true })
  desk.telegram.join(desk.group.id, desk.budi.id, 'creator')
  await desk.budi.writes(desk.group, '/antrean')
  await desk.group.general.sees(/Antrean kosong/)
  return desk
}

/** Budi made the group and pressed Start; Dewi is Kepala, outside of the group, and took the role by link. */
export async function withKepala(): Promise<Stage> {
  const desk = await withFounder()
  await desk.budi.starts()
  await desk.budi.catchesUp()
  await desk.budi.writes(desk.group, '/peran kepala 900/123/2026')
  const { text } = await desk.budi.sees(/start=peran_/)
  await desk.dewi.says(`/start ${/start=(\S+)/.exec(text)![1]}`)
  await desk.dewi.sees(/Anda sekarang tercatat sebagai Kepala LPSE/)
  await desk.settled()
  for (const place of [desk.group.general, desk.budi]) await place.catchesUp()
  return desk
}

/** Somebody complains; resolves to the number. */
export async function complains(who: Person, words: string): Promise<string> {
  await who.says(words)
  const asked = await who.sees(/pengaduan tentang petugas atau pungutan untuk Kepala LPSE, atau kendala teknis\?/)
  void who.taps('1 · Pengaduan', asked)
  const { text } = await who.sees(/ADU-\d{4}-\d{6}/)
  return /ADU-\d{4}-\d{6}/.exec(text)![0]
}

/** Nothing of a word stands in the group, in logs, or in private chats of others. */
export async function nobodyElseSees(desk: Stage, word: RegExp): Promise<void> {
  await desk.settled()
  const others = [...desk.group.all(), ...desk.budi.all(), ...desk.wati.all(), ...desk.joko.all()]
  expect(others.filter(one => word.test(`${one.text}${one.caption}`))).toEqual([])
  expect(desk.logs().filter(line => word.test(line))).toEqual([])
}
