import { type ReactNode, useState } from 'react'
import type { SecondFactorWanted } from '#api/types.ts'
import { SecondStep } from './SecondStep.tsx'

/**
 * Handles the response of a sign-in. With a session, it opens the console. If a second factor is needed,
 * `step` asks for it.
 */
export function useSignInSteps(enter: () => Promise<void>): {
  step: ReactNode
  take: (answer: object) => Promise<void>
} {
  const [wanted, setWanted] = useState<SecondFactorWanted | null>(null)
  return {
    step: wanted ? <SecondStep wanted={wanted} onDone={enter} onBack={() => setWanted(null)} /> : null,
    take: async (answer) => {
      if (isWanted(answer)) setWanted(answer)
      else await enter()
    },
  }
}

const isWanted = (answer: object): answer is SecondFactorWanted => 'mfaRequired' in answer
