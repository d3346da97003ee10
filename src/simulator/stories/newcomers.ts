const firstNames =
  `Rina Andi Maya Tono Lina Agus Ratna Hadi Fitri Yusuf Nurul Bayu Wulan Eko Siska Rizal Tuti Made Ayu Dedi
Putri Ilham Retno Fajar Nita Surya Mira Gilang Yanti Rudi Intan Hasan Laras Wahyu Erna Dimas Novi Slamet Citra Arif Lestari
Komang Endah Taufik Vina Hendri Sekar Bambang`.split(/\s+/)
const lastNames =
  `Oktavia Saputra Puspita Wibowo Marlina Prasetyo Handayani Kurniawan Maharani Hidayat Rahmawati Nugroho
Anggraini Setiawan Permata Siregar Utami`.split(/\s+/)

/** A name for somebody new; a first name nobody has, as long as there is one. */
export function newcomerName(taken: ReadonlySet<string>): string {
  const called = new Set([...taken].map(name => name.split(' ')[0]))
  for (const [at, first] of firstNames.entries())
    if (!called.has(first)) return `${first} ${lastNames[at % lastNames.length]}`
  for (let turn = 1; ; turn++)
    for (const [at, first] of firstNames.entries()) {
      const name = `${first} ${lastNames[(at + turn) % lastNames.length]}`
      if (!taken.has(name) || turn > lastNames.length) return name
    }
}
