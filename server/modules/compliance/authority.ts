// Names under which the FAA, and the authorities of EASA states and the UK, issue certificates.
const faa = /\bfaa\b|federal aviation administration/i
const european =
  /\beasa\b|\buk\s*caa\b|\bcaa[\s-]*uk\b|civil aviation authority \(?uk|united kingdom|\blba\b|luftfahrt-?bundesamt|\bbazl\b|\bfoca\b|\bofac\b|austro control|\bdgac\b|\bdsac\b|\baesa\b|\benac\b|\bilt\b|\btraficom\b|transportstyrelsen|trafikstyrelsen|luftfartstilsynet|irish aviation authority/i

/** Whose rules a certificate follows, if the name of its authority says so. */
export function authorityOf(name: string | null | undefined): 'faa' | 'european' | null {
  if (!name) return null
  if (faa.test(name)) return 'faa'
  return european.test(name) ? 'european' : null
}
