import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

// Words that readers have to read twice, each with an ordinary one to use instead. A word matches as a whole,
// like `git grep -nw`.
const refused: [word: RegExp, instead: string][] = [
  [/\btold\b/i, 'reported, sent, notified, or the noun it stands for'],
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\bWish(es)?\b/, 'Input, Draft'],
  [/\bknowing\b/i, 'a function name that says what it does'],
  [/\buntilUndisturbed\b/, 'retryOnDeadlock'],
  [/\banew\b/i, 'again'],
  [/\bwhoever\b/i, 'members who, people who'],
  [/\bfor ever\b/i, 'permanently'],
  [/\b(wherein|thereof)\b/i, 'in which, of it'],
  [
    /organisation|enrolment|catalogue|behaviour|colour|licence|analys(e|ing)\b|e-mail/i,
    'the American spelling',
  ],
]

// Lines that keep such a word, each with its reason: a text of the file's line, and why.
const allowed: { file: string; text: string; reason: string }[] = [
  ...[
    ['server/modules/compliance/record-import-field.ts', "certificate: ['licence'"],
    ['server/modules/crew/person-import.ts', "'licence"],
    ['server/modules/crew/person-import.ts', "headers: ['e-mail'"],
    ['server/modules/crew/person-import.test.ts', ';Licence;'],
    ['server/modules/safety/report/report-import.ts', "'organisation'"],
    ['server/platform/importing/import.test.ts', 'E-Mail'],
  ].map(([file = '', text = '']) => ({
    file,
    text,
    reason: 'Files of customers have this spelling in their cells',
  })),
  {
    file: 'console/src/modules/workspace/pages.ts',
    text: "'settings/organisation'",
    reason: 'Old links lead there',
  },
  { file: 'CHANGELOG.md', text: 'The field `mend` is now `fix`', reason: 'Names the old field' },
  { file: 'CHANGELOG.md', text: '(was `mfa_enrolment_required`)', reason: 'Names the old values' },
]

const checkedFiles = [
  'server',
  'console/src',
  'rules',
  'client',
  'docs',
  'tests',
  'bench',
  'stress',
  'scripts',
]
  .map((folder) => `${folder}/**/*.{ts,tsx,css,mjs,md}`)
  .concat(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'])

/** The refused words in the repository, or in `files` (path to text), with what to write instead. */
export function plainEnglishProblems(root: string, files?: Record<string, string>): string[] {
  const paths = files
    ? Object.keys(files)
    : globSync(checkedFiles, { cwd: root }).filter(
        (path) => path !== 'scripts/plain-english.ts' && !path.includes('node_modules'),
      )
  return paths
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .flatMap((path) => problemsOf(path, files?.[path] ?? readFileSync(join(root, path), 'utf8')))
}

function problemsOf(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    if (allowed.some((exception) => exception.file === path && line.includes(exception.text))) return []
    return refused.flatMap(([word, instead]) => {
      const match = word.exec(line)
      return match ? [`${path}:${index + 1} says “${match[0]}”: write ${instead}`] : []
    })
  })
}
