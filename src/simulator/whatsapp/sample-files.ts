import type { MediaKind } from './types.ts'

const fromBase64 = (text: string): Buffer => Buffer.from(text, 'base64')

/** A JPEG of 16 by 16 pixels, all one colour. */
const picture = fromBase64(
  '/9j/4AAQSkZJRgABAgAAAQABAAD/2wBDAAgoKC8oLzc3Nzc3N0E8QUNDQ0FBQUFDQ0NISEhVVVVISEhDQ0hIUFBVVVxfXFdXVVdfX2RkZHh4c3OM' +
    'jJGsrM//xABLAAEBAAAAAAAAAAAAAAAAAAAABQEBAAAAAAAAAAAAAAAAAAAABhABAAAAAAAAAAAAAAAAAAAAABEBAAAAAAAAAAAAAAAAAAAAAP/A' +
    'ABEIABAAEAMBIgACEQADEQD/2gAMAwEAAhEDEQA/AIQBOIP/2Q==',
)

/** A WebP of 16 by 16 pixels. */
const sticker = fromBase64('UklGRjIAAABXRUJQVlA4ICYAAACQAQCdASoQABAABABoJaACdLoAA5gA/uHDfUjDF2P+hRsol8wAAA==')

/** One second of silence: Opus in Ogg, mono, 48 kHz. */
const silence = fromBase64(
  'T2dnUwACAAAAAAAAAAAAAAAAAAAAAAIotXIBE09wdXNIZWFkAQE4AYC7AAAAAABPZ2dTAAAAAAAAAAAAAAAAAAABAAAASZW+VAEuT3B1c1RhZ3MG' +
    'AAAAZmZtcGVnAQAAABQAAABlbmNvZGVyPUxhdmMgbGlib3B1c09nZ1MABLi8AAAAAAAAAAAAAAIAAABZbQxrEQ8ODg4ODg4ODg4ODg4ODg4OGAL5' +
    'jsjhz5S+lx76gm6wGAIrLMOM2AvXBba9ENIYAissw4zYC9cFtr0Q0hgCKyzDjNgL1wW2vRDSGAIrLMOM2AvXBba9ENIYAissw4zYC9cFtr0Q0hgC' +
    'KyzDjNgL1wW2vRDSGAIrLMOM2AvXBba9ENIYAissw4zYC9cFtr0Q0hgCKyzDjNgL1wW2vRDSGAIrLMOM2AvXBba9ENIYAissw4zYC9cFtr0Q0hgC' +
    'KyzDjNgL1wW2vRDSGAIrLMOM2AvXBba9ENIYAissw4zYC9cFtr0Q0hgCKyzDjNgL1wW2vRDSGAIrLMOM2AvXBba9ENI=',
)

/** One second of H.264 in MP4: two frames of 16 by 16 pixels. */
const film = fromBase64(
  'AAAAIGZ0eXBpc29tAAACAGlzb21pc28yYXZjMW1wNDEAAALpbW9vdgAAAGxtdmhkAAAAAAAAAAAAAAAAAAAD6AAAA+gAAQAAAQAAAAAAAAAAAAAA' +
    'AAEAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAgAAAjh0cmFrAAAAXHRraGQAAAAD' +
    'AAAAAAAAAAAAAAABAAAAAAAAA+gAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAABAAAAAABAAAAAQAAAAAAAk' +
    'ZWR0cwAAABxlbHN0AAAAAAAAAAEAAAPoAAAAAAABAAAAAAGwbWRpYQAAACBtZGhkAAAAAAAAAAAAAAAAAABAAAAAQABVxAAAAAAALWhkbHIAAAAA' +
    'AAAAAHZpZGUAAAAAAAAAAAAAAABWaWRlb0hhbmRsZXIAAAABW21pbmYAAAAUdm1oZAAAAAEAAAAAAAAAAAAAACRkaW5mAAAAHGRyZWYAAAAAAAAA' +
    'AQAAAAx1cmwgAAAAAQAAARtzdGJsAAAAt3N0c2QAAAAAAAAAAQAAAKdhdmMxAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAABAAEABIAAAASAAAAAAA' +
    'AAABDExhdmMgbGlieDI2NAAAAAAAAAAAAAAAAAAAAAAAAAAAGP//AAAALWF2Y0MBQsAK/+EAFWdCwArd7ARAAAADAEAAAAMBA8SJ4AEABWjODyyA' +
    'AAAAEHBhc3AAAAABAAAAAQAAABRidHJ0AAAAAAAAAYAAAAAAAAAAGHN0dHMAAAAAAAAAAQAAAAIAACAAAAAAHHN0c2MAAAAAAAAAAQAAAAEAAAAC' +
    'AAAAAQAAABRzdHN6AAAAAAAAABgAAAACAAAAFHN0Y28AAAAAAAAAAQAAAxkAAAA9dWR0YQAAADVtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABtZGly' +
    'YXBwbAAAAAAAAAAAAAAAAAhpbHN0AAAACGZyZWUAAAA4bWRhdAAAABRliIQEvEYoAAlvxwABJWjgACWLgAAAABRliIIBfxGKAAKoscAATUo4AAn2' +
    '4A==',
)

/** One empty page of A4. */
const page = pdf([
  '<< /Type /Catalog /Pages 2 0 R >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>',
])

function pdf(objects: string[]): Buffer {
  let text = '%PDF-1.4\n'
  const places = objects.map((object, index) => {
    const at = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const count = objects.length + 1
  const table = `xref\n0 ${count}\n0000000000 65535 f \n${places.join('')}`
  return Buffer.from(`${text}${table}trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`)
}

/** A small file of each kind that every program for that kind can open. */
export const sampleFiles: Readonly<Record<MediaKind, Buffer>> = {
  image: picture,
  document: page,
  voice: silence,
  audio: silence,
  video: film,
  sticker,
}
