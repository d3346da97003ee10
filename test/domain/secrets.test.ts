import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hiddenSecret, hideSecrets } from '../../src/domain/secrets.ts'

/** What Sari writes, and the secret in it that nobody may ever find again. */
const hidden: readonly [string, string][] = [
  ['password saya Rahasia123', 'Rahasia123'],
  ['Password: Rahasia123', 'Rahasia123'],
  ['PASSWORD RAHASIA123', 'RAHASIA123'],
  ['*password* Maju2026', 'Maju2026'],
  ['password saya adalah Rahasia123, tolong dicek', 'Rahasia123'],
  ['kata sandi saya budi1234', 'budi1234'],
  ['katasandi: abc', 'abc'],
  ['Kata Sandi\t: Maju2026', 'Maju2026'],
  ['kata sandi akun SPSE saya Maju2026', 'Maju2026'],
  ['sandinya melati77', 'melati77'],
  ['sandi lama: Abc123, sandi baru: Def456', 'Abc123'],
  ['sandi lama: Abc123, sandi baru: Def456', 'Def456'],
  ['password lama Abc123 password baru Def456', 'Def456'],
  ['passwordnya Melati#77', 'Melati#77'],
  ['password-nya Maju2026', 'Maju2026'],
  ['passwordku maju', 'maju'],
  ['paswordnya Maju26', 'Maju26'],
  ['pass: abc12', 'abc12'],
  ['pass word: abc', 'abc'],
  ['pw=abc12', 'abc12'],
  ['pwd : abc12', 'abc12'],
  ['pswd: maju', 'maju'],
  ['pin 123456', '123456'],
  ['PIN saya 1234', '1234'],
  ['pinnya 4431', '4431'],
  ['otp 123456', '123456'],
  ['OTP:123456', '123456'],
  ['otp=9988', '9988'],
  ['OTP saya 123 456', '456'],
  ['OTP saya: 45 67 89', '89'],
  ['kode OTP: 123-456', '456'],
  ['kode otp nya adalah 1 2 3 4 5 6', '5 6'],
  ['token otp nya 774411 kak', '774411'],
  ['ini otp nya kak 774411', '774411'],
  ['otp-nya 774411', '774411'],
  ['kode verifikasi 884213', '884213'],
  ['Kode verifikasinya 884213', '884213'],
  ['kode akses saya 99812', '99812'],
  ['kode rahasia: mawar', 'mawar'],
  ['kode keamanan 9931', '9931'],
  ['kata kunci: melati', 'melati'],
  ['password\nRahasia123', 'Rahasia123'],
  ['Password :\n\nRahasia123\nmohon dibantu', 'Rahasia123'],
  ['User ID ptmaju\nPassword Maju2026!', 'Maju2026!'],
  ['user id: ptmaju password: Maju2026!', 'Maju2026!'],
  ['username pt_maju / password Maju2026!', 'Maju2026!'],
  ['password (Maju2026)', 'Maju2026'],
  ['password → Maju2026', 'Maju2026'],
  ['password="kuda baterai"', 'baterai'],
  ['passwordnya “kuda baterai”', 'baterai'],
  ['Password Saya = Maju2026 ; mohon', 'Maju2026'],
  ['Login dengan password Maju2026 gagal', 'Maju2026'],
  ['kata sandi : 🔒Maju', 'Maju'],
  ['the password is: Maju2026', 'Maju2026'],
  ['password: "abc def"', 'def'],
  ['password : “abc def”', 'def'],
  ["kata sandi: 'kuda baterai'", 'baterai'],
  ['password: saya', 'saya'],
  ['Password: masuk\nmohon dibantu', 'masuk'],
  ['password: saya Rahasia123', 'Rahasia123'],
  ['password = password', ' = password'],
  ['password: #$%^', '#$%^'],
  ['kata sandi PT Maju Jaya Maju2026', 'Maju2026'],
  ['kata sandi PT Maju Jaya adalah melati', 'melati'],
  ['kata sandi akun SPSE PT Maju Jaya: melati', 'melati'],
  ['password akun saya melati', 'melati'],
  ['password akun Melati#77', 'Melati#77'],
  ['Rahasia123 password saya', 'Rahasia123'],
  ['Rahasia123 itu password saya', 'Rahasia123'],
  ['Melati#xyz itu kata sandinya', 'Melati#xyz'],
  ['Tolong dicek, Maju2026 sandinya', 'Maju2026'],
  ['OTP 123456 hari ini', '123456'],
  ['OTP 5 menit lalu: 884213', '884213'],
  ['password ... Rahasia123', 'Rahasia123'],
  ['kata sandi PT. Maju Jaya Maju2026', 'Maju2026'],
]

/** Complaints about secrets, not secrets. */
const harmless: readonly string[] = [
  'Saya lupa password',
  'lupa kata sandi, mohon dibantu',
  'lupa password pak',
  'lupa password Pak Budi',
  'Bagaimana cara ganti password?',
  'password saya salah terus',
  'password saya apa ya?',
  'password tidak bisa',
  'Password anda telah direset',
  'Password harus minimal 8 karakter',
  'OTP tidak masuk',
  'kode OTP belum masuk',
  'otp tidak masuk 3 kali',
  'OTP ke hp 08123456789 tidak masuk',
  'Kode verifikasi tidak terkirim ke email',
  'PIN saya terblokir',
  'Saya lupa password. Budi Santoso',
  'password:••••••',
  'shopping di pinggir jalan',
  'pinjam ruang bimtek',
  'passing grade 60',
  'passport direktur hilang',
  'sandiwara',
  'Mohon reset kata sandi PT Maju Jaya',
  'Mohon reset kata sandi PT Maju Jaya!',
  'Reset kata sandi CV Karya Mandiri',
  'Reset kata sandi PT. Maju Jaya',
  'lupa kata sandi SPSE Dinas PU',
  'kata sandi akun Bina Marga lupa',
  'Saya Sandi Wijaya',
  'Mohon bantuan, saya Sandi Wijaya dari PT Maju',
  'Salam, Sandi Wijaya',
  'Kode OTP 5 menit belum masuk',
  'OTP sudah 3 kali tidak masuk',
  'password 3x salah',
  'password: tidak bisa',
  'kata sandi: lupa',
  'Password: ****',
  'Password:\nEmail: lupa',
  'klik "Lupa Password" tidak muncul',
  'TBB-2026-000123 password saya salah',
  'username ptmaju77 password saya lupa',
]

/** Numbers that look like codes and are what the complaint is about. */
const packages: readonly string[] = [
  'Kode paket: 10012345000',
  'paket 10012345000 gagal unggah',
  'lupa password, kode paket 10012345000',
  'lupa password pak, kode paket 10012345000',
  'password salah, kode paket 10012345000',
  'Kode tender 4567123 belum tayang',
  'kode RUP 31234567',
  'NIB 8120012345678',
  'verifikasi kode paket 10012345000',
  'kode nya 123456',
  'paket 10012345000 password saya salah',
  'kode paket 10012345000 itu password saya lupa',
]

describe('a secret', () => {
  test.each(hidden)('in "%s" is hidden before anything is stored', (text, secret) => {
    const result = hideSecrets(text)
    expect(result.hidden).toBe(true)
    expect(result.text).toContain(hiddenSecret)
    expect(result.text).not.toContain(secret)
  })

  test('leaves the rest of the message readable', () => {
    expect(hideSecrets('password saya adalah Rahasia123, tolong dicek').text).toBe(
      'password saya adalah ••••••, tolong dicek',
    )
    expect(hideSecrets('Otp nya 1234 kode paket 10012345000').text).toBe('Otp nya •••••• kode paket 10012345000')
    expect(hideSecrets('Login dengan password Maju2026 gagal').text).toBe('Login dengan password •••••• gagal')
  })

  test('is hidden once: a second look finds nothing more', () => {
    for (const [text] of hidden) {
      const once = hideSecrets(text).text
      expect(hideSecrets(once).text).toBe(once)
    }
  })
})

describe('words about secrets', () => {
  test.each(harmless)('"%s" stay as they are', text => {
    expect(hideSecrets(text)).toEqual({ text, hidden: false })
  })
})

describe('a number that may be a kode paket', () => {
  test.each(packages)('stays in "%s"', text => {
    expect(hideSecrets(text)).toEqual({ text, hidden: false })
  })

  test('is never hidden where no secret is named', () => {
    const word = fc.constantFrom('paket', 'tender', 'kode', 'nomor', 'RUP', 'mohon', 'bantu', 'gagal', 'unggah', 'PT')
    const number = fc.integer({ min: 0, max: 99_999_999_999 }).map(String)
    fc.assert(
      fc.property(fc.array(fc.oneof(word, number), { maxLength: 20 }), fc.constantFrom(' ', '\n', ': '), (all, gap) => {
        const text = all.join(gap)
        expect(hideSecrets(text)).toEqual({ text, hidden: false })
      }),
    )
  })
})

test('any text is taken, and quickly', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), text => {
      expect(typeof hideSecrets(text).text).toBe('string')
    }),
  )
  const began = performance.now()
  hideSecrets('password '.repeat(450))
  hideSecrets('a'.repeat(4096))
  hideSecrets('password: "'.repeat(370))
  expect(performance.now() - began).toBeLessThan(5000)
})
