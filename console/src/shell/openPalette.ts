const event = 'apron:palette'

/** Opens the palette. Its code loads on first use. */
export const openPalette = () => window.dispatchEvent(new Event(event))

export function onPaletteWanted(open: () => void): () => void {
  window.addEventListener(event, open)
  return () => window.removeEventListener(event, open)
}
