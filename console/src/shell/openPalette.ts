/** Opens the palette, whose code comes after the first page. */
export const openPalette = async () => (await import('@mantine/spotlight')).spotlight.open()
