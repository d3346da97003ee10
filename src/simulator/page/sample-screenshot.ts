import { crc32, deflateSync } from 'node:zlib'

const width = 480
const height = 300

type Colour = readonly [number, number, number]
const grey: Colour = [226, 231, 233]
const white: Colour = [255, 255, 255]
const bar: Colour = [38, 70, 83]
const red: Colour = [190, 52, 44]
const line: Colour = [168, 180, 184]
const blue: Colour = [58, 112, 160]

/** A picture as people send it: a window of a program with an error in it. PNG, 480 by 300 pixels. */
export const sampleScreenshot: Buffer = png(paint())

function paint(): Buffer {
  const pixels = Buffer.alloc(width * height * 3)
  const fill = (x: number, y: number, w: number, h: number, colour: Colour): void => {
    for (let row = y; row < y + h; row++)
      for (let column = x; column < x + w; column++) pixels.set(colour, (row * width + column) * 3)
  }
  fill(0, 0, width, height, grey)
  fill(0, 0, width, 32, bar)
  for (const at of [0, 1, 2]) fill(width - 24 - at * 20, 11, 10, 10, white)
  for (let row = 0; row < 9; row++) fill(24, 56 + row * 24, 180 + ((row * 67) % 230), 8, line)
  fill(90, 84, 300, 150, bar)
  fill(92, 86, 296, 146, white)
  for (let row = -20; row <= 20; row++)
    for (let column = -20; column <= 20; column++) {
      if (row * row + column * column > 400) continue
      const isCross = Math.abs(Math.abs(row) - Math.abs(column)) < 4 && Math.abs(row) < 12
      fill(134 + column, 132 + row, 1, 1, isCross ? white : red)
    }
  fill(172, 116, 190, 10, bar)
  fill(172, 136, 150, 8, line)
  fill(172, 152, 174, 8, line)
  fill(290, 192, 80, 26, blue)
  fill(314, 202, 32, 6, white)
  return pixels
}

function png(pixels: Buffer): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const rows = Buffer.alloc((width * 3 + 1) * height)
  for (let row = 0; row < height; row++)
    pixels.copy(rows, row * (width * 3 + 1) + 1, row * width * 3, (row + 1) * width * 3)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(kind: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), data])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([size, named, sum])
}
