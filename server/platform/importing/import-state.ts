import { conflict } from '../kernel/problem.ts'
import { stateMachine } from '../kernel/state-machine.ts'
import { Import } from './import.ts'

/** The file is read, then a person runs it; whatever is not over can be stopped. */
export const importStates = stateMachine({
  of: Import,
  moves: {
    run: { from: ['ready'], to: 'running' },
    cancel: { from: ['analysing', 'ready', 'running'], to: 'cancelled' },
    configure: { from: ['analysing', 'ready'], to: 'analysing', verb: 'change how it is read' },
    finishReading: { from: ['analysing'], to: 'ready', isAutomatic: true },
    finishRun: { from: ['running'], to: 'completed', isAutomatic: true },
    fail: { from: ['analysing', 'running'], to: 'failed', isAutomatic: true },
  },
  refusal: conflict,
})
