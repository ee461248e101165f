import { conflict } from '../kernel/problem.ts'
import { stateMachine } from '../kernel/state-machine.ts'
import { Import } from './import.ts'

/** The file is read, then a person runs it. One that failed is read again, or runs on behind its last batch. */
export const importStates = stateMachine({
  of: Import,
  moves: {
    run: { from: ['ready'], to: 'running' },
    resume: { from: ['failed'], to: 'running', verb: 'continue it', label: 'Continue the import' },
    cancel: { from: ['analyzing', 'ready', 'running', 'failed'], to: 'cancelled' },
    configure: { from: ['analyzing', 'ready', 'failed'], to: 'analyzing', verb: 'change how it is read' },
    finishReading: { from: ['analyzing'], to: 'ready', isAutomatic: true },
    finishRun: { from: ['running'], to: 'completed', isAutomatic: true },
    fail: { from: ['analyzing', 'running'], to: 'failed', isAutomatic: true },
  },
  refusal: conflict,
})
