import { conflict } from '../kernel/problem.ts'
import { stateMachine } from '../kernel/state-machine.ts'
import { Import } from './import.ts'

/** The file is read, then a person runs it. One that failed is read again, or runs on behind its last batch. */
export const importStates = stateMachine({
  of: Import,
  moves: {
    run: { from: ['ready'], to: 'running' },
    resume: { from: ['failed'], to: 'running', verb: 'continue it', label: 'Continue the import' },
    cancel: { from: ['analysing', 'ready', 'running', 'failed'], to: 'cancelled' },
    configure: { from: ['analysing', 'ready', 'failed'], to: 'analysing', verb: 'change how it is read' },
    finishReading: { from: ['analysing'], to: 'ready', isAutomatic: true },
    finishRun: { from: ['running'], to: 'completed', isAutomatic: true },
    fail: { from: ['analysing', 'running'], to: 'failed', isAutomatic: true },
  },
  refusal: conflict,
})
