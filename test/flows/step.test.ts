import { describe, expect, test } from 'vitest'
import type { Flow } from '../../src/flows/flow.ts'
import * as step from '../../src/flows/step.ts'
import type { Condition } from '../../src/flows/vocabulary.ts'
import { flowWritten } from './written.ts'

/** A host that answers as it is told and notes everything in order. */
function stage(flow: Flow, holding: readonly Condition[] = []) {
  const holds = new Set<Condition>(holding)
  let noted: string[] = []
  const host: step.Host = {
    holds: condition => holds.has(condition),
    do(action) {
      noted.push(`! ${action}`)
      if (action === 'buka tiket') holds.add('tiket sudah dibuat')
    },
    say: text => noted.push(text),
    ask: ({ text, options, skippable }) =>
      noted.push([text, ...options.map(option => `[${option.text}]`), ...(skippable ? ['[Lewati]'] : [])].join(' ')),
    options: () => [
      { text: 'Penyedia', value: 'vendor', words: ['rekanan'] },
      { text: 'PPK', value: 'ppk' },
    ],
    check: (check, text) => (check === 'teks' || /\d/.test(text) ? text.toUpperCase() : null),
  }
  const heard = (): string[] => {
    const all = noted
    noted = []
    return all
  }
  const text = (words: string): step.Input => ({ kind: 'text', text: words })
  const tap = (save: string, value: string): step.Input => ({ kind: 'option', save, value })
  return { host, holds, heard, text, tap, flow }
}

const report = flowWritten(`alur: uji
langkah:
  - kirim: Halo.
    bila: kontak pertama
  - kirim: Dicatat.
  - tanya: Siapa?
    simpan: siapa
    bila: bukan pelapor dikenal
    harus: nama dan instansi
    pilihan: peran
  - kirim: Hampir selesai.
  - tanya: Kode?
    simpan: kode
    harus: paket dan batas waktu
    boleh dilewati: ya
  - label: ringkasan
    tanya: Benar?
    simpan: setuju
    pilihan:
      Ya: {}
      Ubah: { lalu: ubah }
      Batal: { lakukan: batalkan, lalu: selesai }
  - lakukan: buka tiket
  - kirim: Tiket dibuat.
    bila: tiket sudah dibuat
    lalu: selesai
  - label: ubah
    tanya: Yang mana?
    simpan: bagian
    pilihan:
      Nama: { lupakan: [siapa, setuju] }
      Kode: { lupakan: [kode, setuju] }
      Uraian: { lupakan: [uraian, setuju] }
  - tanya: Uraian?
    simpan: uraian
    lalu: ringkasan
  - label: mendesak
    lakukan: panggil petugas
  - kirim: Petugas dipanggil.
    lalu: ringkasan
`)

describe('a conversation begins', () => {
  test('by saying and doing everything up to the first question', () => {
    const { host, heard } = stage(report, ['kontak pertama'])
    expect(step.begin(report, host)).toEqual({ flow: 'uji', answers: {}, asked: 'siapa', done: [], ended: false })
    expect(heard()).toEqual(['Halo.', 'Dicatat.', 'Siapa? [Penyedia] [PPK]'])
  })

  test('without the steps whose condition does not hold', () => {
    const { host, heard } = stage(report, ['pelapor dikenal'])
    expect(step.begin(report, host).asked).toBe('kode')
    expect(heard()).toEqual(['Dicatat.', 'Hampir selesai.', 'Kode? [Lewati]'])
  })

  test('and ends at once when nothing is to be asked', () => {
    const short = flowWritten('alur: uji\nlangkah:\n  - lakukan: buka tiket\n  - kirim: Selesai.\n')
    const { host, heard } = stage(short)
    expect(step.begin(short, host)).toEqual({
      flow: 'uji',
      answers: {},
      asked: null,
      done: ['buka tiket'],
      ended: true,
    })
    expect(heard()).toEqual(['! buka tiket', 'Selesai.'])
  })
})

/** Somebody who has answered some questions of the report, and what was said is forgotten. */
function standing(answers: Record<string, string>, asked: string, done: string[] = []) {
  return { ...stage(report), position: { flow: 'uji', answers, asked, done, ended: false } satisfies step.Position }
}

describe('an answer', () => {
  test.each<[how: string, save: string, input: step.Input, stored: string]>([
    ['a tap on an option of a list', 'siapa', { kind: 'option', save: 'siapa', value: 'ppk' }, 'ppk'],
    ['the number of an option', 'siapa', { kind: 'text', text: '2' }, 'ppk'],
    ['another word for an option', 'siapa', { kind: 'text', text: 'saya rekanan' }, 'vendor'],
    ['an option with a typo', 'siapa', { kind: 'text', text: 'penydia' }, 'vendor'],
    ['a free text that the check takes', 'siapa', { kind: 'text', text: 'sari 1' }, 'SARI 1'],
    ['skipping by button', 'kode', { kind: 'option', save: 'kode', value: '' }, ''],
    ['skipping in words', 'kode', { kind: 'text', text: 'tidak ada' }, ''],
    ['any words when nothing else is wanted', 'uraian', { kind: 'text', text: 'gagal' }, 'GAGAL'],
  ])('%s', (_, save, input, stored) => {
    const { host, position } = standing({}, save)
    expect(step.answer(report, position, input, host)?.answers).toEqual({ [save]: stored })
  })

  test.each<[what: string, save: string, input: step.Input]>([
    ['words that the check does not take', 'siapa', { kind: 'text', text: 'tidak bisa masuk' }],
    ['words where only options count', 'setuju', { kind: 'text', text: 'mungkin' }],
    ['skipping what may not be skipped', 'siapa', { kind: 'text', text: 'lewati' }],
    ['a skip button where there is none', 'siapa', { kind: 'option', save: 'siapa', value: '' }],
    ['a button whose option is gone', 'setuju', { kind: 'option', save: 'setuju', value: 'Mungkin' }],
    ['a button of a question never answered', 'siapa', { kind: 'option', save: 'setuju', value: 'Ya' }],
    ['a button of no question', 'siapa', { kind: 'option', save: '__proto__', value: 'Ya' }],
    ['a button of no question', 'siapa', { kind: 'option', save: 'toString', value: 'Ya' }],
  ])('is none, and nothing is said: %s', (_, save, input) => {
    const { host, position, heard } = standing({}, save)
    expect(step.answer(report, position, input, host)).toBeNull()
    expect(heard()).toEqual([])
  })

  test('leads on to the next question with what stands between them', () => {
    const { host, position, heard, text } = standing({}, 'siapa')
    expect(step.answer(report, position, text('1'), host)).toEqual({
      ...position,
      answers: { siapa: 'vendor' },
      asked: 'kode',
    })
    expect(heard()).toEqual(['Hampir selesai.', 'Kode? [Lewati]'])
  })

  test('asks conditions again after an action, which may have changed them', () => {
    const { host, position, heard, text } = standing({ siapa: 'ppk', kode: '1' }, 'setuju')
    const after = step.answer(report, position, text('ya'), host)
    expect(after).toMatchObject({ asked: null, done: ['buka tiket'], ended: true })
    expect(heard()).toEqual(['! buka tiket', 'Tiket dibuat.'])
  })

  test('may set off something of its own', () => {
    const { host, position, heard, text } = standing({ siapa: 'ppk', kode: '1' }, 'setuju')
    expect(step.answer(report, position, text('batal'), host)).toMatchObject({ done: ['batalkan'], ended: true })
    expect(heard()).toEqual(['! batalkan'])
  })

  test('never repeats an action', () => {
    const { host, holds, position, heard, text } = standing({ siapa: 'ppk' }, 'setuju', ['buka tiket'])
    holds.add('tiket sudah dibuat')
    expect(step.answer(report, position, text('ya'), host)?.done).toEqual(['buka tiket'])
    expect(heard()).toEqual(['Tiket dibuat.'])
  })

  test('to a conversation that has ended is none', () => {
    const { host, position, text } = standing({ siapa: 'ppk' }, 'setuju')
    expect(step.answer(report, { ...position, asked: null, ended: true }, text('ya'), host)).toBeNull()
  })
})

describe('changing something', () => {
  test('asks it again, keeps the rest, and comes back to the summary', () => {
    const { host, position, heard, text, tap } = standing({ siapa: 'ppk', kode: '1', setuju: 'Ubah' }, 'bagian')
    const changing = step.answer(report, position, tap('bagian', 'Nama'), host)!
    expect(changing).toMatchObject({ answers: { siapa: 'ppk', kode: '1' }, asked: 'siapa' })
    expect(heard()).toEqual(['Siapa? [Penyedia] [PPK]'])
    const changed = step.answer(report, changing, text('1'), host)!
    expect(changed).toMatchObject({ answers: { siapa: 'vendor', kode: '1' }, asked: 'setuju' })
    expect(heard()).toEqual(['Benar? [Ya] [Ubah] [Batal]'])
  })

  test('asks even what its condition would skip', () => {
    const { host, holds, position, tap } = standing({ kode: '1', setuju: 'Ubah' }, 'bagian')
    holds.add('pelapor dikenal')
    expect(step.answer(report, position, tap('bagian', 'Nama'), host)?.asked).toBe('siapa')
  })

  test('may lead to a question that only a change asks', () => {
    const { host, position, text, tap, heard } = standing({ siapa: 'ppk', kode: '1', setuju: 'Ubah' }, 'bagian')
    const changing = step.answer(report, position, tap('bagian', 'Uraian'), host)!
    expect(changing.asked).toBe('uraian')
    heard()
    expect(step.answer(report, changing, text('lain'), host)).toMatchObject({ asked: 'setuju' })
    expect(heard()).toEqual(['Benar? [Ya] [Ubah] [Batal]'])
  })

  test('is dropped by kembali, and the old answer stays', () => {
    const { host, position, tap } = standing({ siapa: 'ppk', kode: '1', setuju: 'Ubah' }, 'bagian')
    const changing = step.answer(report, position, tap('bagian', 'Nama'), host)!
    expect(step.back(report, changing, host)).toMatchObject({ answers: { siapa: 'ppk', kode: '1' }, asked: 'setuju' })
  })

  test('by an old button changes that answer and asks what stands once more', () => {
    const { host, position, heard, tap } = standing({ siapa: 'ppk', kode: '1' }, 'setuju')
    expect(step.answer(report, position, tap('siapa', 'vendor'), host)).toEqual({
      ...position,
      answers: { siapa: 'vendor', kode: '1' },
    })
    expect(heard()).toEqual(['Benar? [Ya] [Ubah] [Batal]'])
  })

  test('by an old button does not say again what was said before the question that stands', () => {
    const { host, position, heard, tap } = standing({ siapa: 'ppk' }, 'kode')
    step.answer(report, position, tap('siapa', 'vendor'), host)
    expect(heard()).toEqual(['Kode? [Lewati]'])
  })

  test('by an old button that leads elsewhere goes there', () => {
    const { host, position, heard, tap } = standing({ siapa: 'ppk', kode: '1', setuju: 'Ubah' }, 'bagian')
    expect(step.answer(report, position, tap('setuju', 'Ya'), host)).toMatchObject({
      ended: true,
      done: ['buka tiket'],
    })
    expect(heard()).toEqual(['! buka tiket', 'Tiket dibuat.'])
  })

  test('a second tap on the same button changes nothing and says nothing', () => {
    const { host, position, heard, tap } = standing({ siapa: 'ppk' }, 'kode')
    expect(step.answer(report, position, tap('siapa', 'ppk'), host)).toEqual(position)
    expect(heard()).toEqual([])
  })

  test('an old free answer has no button, so a tap that pretends to is none', () => {
    const { host, position, tap } = standing({ siapa: 'SARI', kode: '1' }, 'setuju')
    expect(step.answer(report, position, tap('kode', '2'), host)).toBeNull()
  })
})

describe('kembali', () => {
  test('forgets the last answer and asks its question again, one after the other', () => {
    const { host, position, heard } = standing({ siapa: 'ppk', kode: '1' }, 'setuju')
    const once = step.back(report, position, host)
    expect(once).toMatchObject({ answers: { siapa: 'ppk' }, asked: 'kode' })
    const twice = step.back(report, once, host)
    expect(twice).toMatchObject({ answers: {}, asked: 'siapa' })
    expect(step.back(report, twice, host)).toEqual(twice)
    expect(heard()).toEqual(['Kode? [Lewati]', 'Siapa? [Penyedia] [PPK]', 'Siapa? [Penyedia] [PPK]'])
  })

  test('after a change goes back along the way one came, and loses no answer', () => {
    const { host, position, text, tap } = standing({ siapa: 'ppk', kode: '1', setuju: 'Ubah' }, 'bagian')
    const changing = step.answer(report, position, tap('bagian', 'Nama'), host)!
    const changed = step.answer(report, changing, text('1'), host)!
    expect(step.back(report, changed, host)).toMatchObject({ answers: { siapa: 'vendor' }, asked: 'kode' })
  })

  test('passes answers whose question the file no longer has', () => {
    const { host, position } = standing({ siapa: 'ppk', dahulu: 'x' }, 'kode')
    expect(step.back(report, position, host)).toMatchObject({ answers: { dahulu: 'x' }, asked: 'siapa' })
  })

  test('after the end does nothing', () => {
    const { host, position, heard } = standing({ siapa: 'ppk' }, 'kode')
    const ended = { ...position, asked: null, ended: true }
    expect(step.back(report, ended, host)).toBe(ended)
    expect(heard()).toEqual([])
  })
})

describe('lanjut', () => {
  test('asks again what stands, and nothing else', () => {
    const { host, position, heard } = standing({ siapa: 'ppk' }, 'kode')
    expect(step.resume(report, position, host)).toEqual(position)
    expect(heard()).toEqual(['Kode? [Lewati]'])
  })

  test('on a file without the question that stood finds the one that stands now, without saying again', () => {
    const { host, position, heard } = standing({ siapa: 'ppk' }, 'alamat')
    expect(step.stands(report, position)).toBe(false)
    expect(step.answer(report, position, { kind: 'text', text: '10' }, host)).toBeNull()
    expect(step.resume(report, position, host)).toEqual({ ...position, asked: 'kode' })
    expect(heard()).toEqual(['Kode? [Lewati]'])
  })

  test('does only what was not done, and says what comes after it', () => {
    const { host, position, heard } = standing({ siapa: 'ppk', kode: '1', setuju: 'Ya' }, 'alamat')
    expect(step.resume(report, position, host)).toMatchObject({ done: ['buka tiket'], ended: true })
    expect(heard()).toEqual(['! buka tiket', 'Tiket dibuat.'])
    const again = standing({ siapa: 'ppk', kode: '1', setuju: 'Ya' }, 'alamat', ['buka tiket'])
    again.holds.add('tiket sudah dibuat')
    expect(step.resume(report, again.position, again.host)).toMatchObject({ done: ['buka tiket'], ended: true })
    expect(again.heard()).toEqual(['Tiket dibuat.'])
  })

  test('an answer whose option the file no longer has falls through', () => {
    const { host, position } = standing({ siapa: 'ppk', kode: '1', setuju: 'Mungkin' }, 'alamat')
    expect(step.resume(report, position, host)).toMatchObject({ done: ['buka tiket'], ended: true })
  })
})

describe('a word that works everywhere', () => {
  test('goes on at its label and comes back to what is not answered', () => {
    const { host, position, heard } = standing({ siapa: 'ppk' }, 'kode')
    expect(step.goTo(report, position, 'mendesak', host)).toMatchObject({ asked: 'setuju', done: ['panggil petugas'] })
    expect(heard()).toEqual(['! panggil petugas', 'Petugas dipanggil.', 'Benar? [Ya] [Ubah] [Batal]'])
  })

  test('leads nowhere when the file has no such label, or the conversation has ended', () => {
    const { host, position, heard } = standing({}, 'siapa')
    expect(step.goTo(report, position, 'batal', host)).toBeNull()
    expect(step.goTo(report, { ...position, ended: true }, 'mendesak', host)).toBeNull()
    expect(heard()).toEqual([])
  })
})

test('a circle asks its question again each time it comes round', () => {
  const circle = flowWritten(`alur: uji
langkah:
  - label: awal
    kirim: Halo.
  - tanya: Lagi?
    simpan: lagi
    pilihan:
      Ya: { lalu: awal }
      Tidak: { lalu: selesai }
`)
  const { host, heard, text } = stage(circle)
  const first = step.begin(circle, host)
  const second = step.answer(circle, first, text('ya'), host)!
  expect(second).toMatchObject({ answers: {}, asked: 'lagi' })
  expect(heard()).toEqual(['Halo.', 'Lagi? [Ya] [Tidak]', 'Halo.', 'Lagi? [Ya] [Tidak]'])
  expect(step.answer(circle, second, text('tidak'), host)).toMatchObject({ answers: { lagi: 'Tidak' }, ended: true })
})

test('the host is told the newest answers', () => {
  const told: step.Answers[] = []
  const { host, position, text } = standing({ siapa: 'ppk', kode: '1' }, 'setuju')
  step.answer(report, position, text('ya'), { ...host, do: (_, answers) => told.push(answers) })
  expect(told).toEqual([{ siapa: 'ppk', kode: '1', setuju: 'Ya' }])
})
