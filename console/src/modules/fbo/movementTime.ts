import type { BoardLine } from '#api/types.ts'

/** The instant that a line of the board shows. */
export const timeOf = (line: Pick<BoardLine, 'direction' | 'eta' | 'etd'>) =>
  line.direction === 'outbound' ? (line.etd ?? line.eta) : (line.eta ?? line.etd)
