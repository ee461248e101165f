import { setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { drawPaper } from './draw.ts'
import type { PaperText } from './paper.ts'

// The thread that draws documents, one after the other. `render.ts` starts it.

// Of this thread alone, on Linux: requests come first. Elsewhere it is that of the whole process, which keeps its own.
if (process.platform === 'linux') setPriority(0, 10)

parentPort?.on('message', async (text: PaperText) => {
  try {
    const bytes = await drawPaper(text)
    parentPort?.postMessage({ bytes }, [bytes.buffer as ArrayBuffer])
  } catch (error) {
    parentPort?.postMessage({ error })
  }
})
