/** Hundredths of an hour as people write them: 234630 is 2346.30. */
export function hoursText(hundredths: number): string {
  const size = Math.abs(hundredths)
  return `${hundredths < 0 ? '-' : ''}${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')}`
}
