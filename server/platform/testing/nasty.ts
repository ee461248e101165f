/** Texts that have broken servers before. */
export const nasty = [
  'a\u0000b',
  '\ud800',
  "'; set apron.workspace = 'x'; --",
  '$' + '{7*7}',
  '../../etc/passwd',
  '\u202e',
  '<script>',
  '%00',
  '   ',
  'x'.repeat(50_000),
]
