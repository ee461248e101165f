declare const process: { env: Record<string, string> }

export const origin = process.env.APRON_ORIGIN ?? ''
export const key = process.env.APRON_KEY ?? ''
/** The endpoint that the program pings: a POST without a body. */
export const endpointId = process.env.APRON_ENDPOINT ?? ''

export interface Outcome {
  registration: string | undefined
  found: boolean | undefined
  pinged: boolean | undefined
  refusal: string | undefined
}

/** Prints what the program got, for the test to compare. */
export function finish(outcome: Outcome): void {
  console.log(JSON.stringify(outcome))
}
