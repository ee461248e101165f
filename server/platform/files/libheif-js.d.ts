/** The part of libheif that we use; it brings no types of its own for this entry. */
declare module 'libheif-js/wasm-bundle.js' {
  interface Pixels {
    width: number
    height: number
    data: Uint8ClampedArray
  }
  interface Image {
    get_width(): number
    get_height(): number
    is_primary(): boolean
    display(pixels: Pixels, done: (pixels: Pixels | null) => void): void
  }
  const libheif: {
    ready: Promise<unknown>
    HeifDecoder: new () => { decode(bytes: Uint8Array): Image[] }
  }
  export default libheif
}
