/** A value that no other has. `crypto.randomUUID` is missing on pages without https. */
export const newKey = (): string => [...crypto.getRandomValues(new Uint32Array(4))].map(hex).join('-')

const hex = (value: number) => value.toString(16).padStart(8, '0')
