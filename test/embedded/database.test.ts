import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'
import { preparePython } from '../../src/embedded/python-tools.ts'
import { createLog } from '../../src/log.ts'

/** Write 1 is an hour older than the others. Says for some of the writes whether a client that repeats it is answered. */
const question = `
import json, runpy, sys
runpy.run_path(sys.argv[1])
from secantus.transactions import TransactionRegistry
now = 0.0
registry = TransactionRegistry(time_func=lambda: now)
answered = lambda number: registry.retryable_reply(b"session", number, b"command") == {"ok": 1.0, "n": number}
write = lambda number: registry.record_retryable(b"session", number, b"command", {"ok": 1.0, "n": number})
write(1)
fresh = answered(1)
now = 3600.0
for number in range(2, 10_003):
    write(number)
print(json.dumps([fresh] + [answered(number) for number in (1, 2, 3, 10_002)]))
`

test('a client that repeats a write is answered from memory, unless it is half an hour old or 10,000 came after it', async () => {
  const toolsDir = inject('toolsDir')
  const python = await preparePython({ toolsDir, install: false, logFile: '/dev/null', log: createLog('silent') })
  const program = join(import.meta.dirname, '..', '..', 'src', 'embedded', 'run-secantus.py')
  const { stdout } = await promisify(execFile)(python, ['-I', '-c', question, program])
  expect(JSON.parse(stdout)).toEqual([true, false, false, true, true])
})
