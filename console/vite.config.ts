import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { serviceWorker } from './src/worker/build.ts'

// `npm run dev -w console` proxies to a server that is already running.
const server = process.env.APRON_URL ?? 'http://127.0.0.1:8080'

/** Compresses once at build time, better than a server would at each request; it sends `file.br` or `file.gz` as it lies there. */
function precompress(): Plugin {
  const worth = /\.(?:js|css|html|json|svg)$/
  const brotli = (content: Buffer) =>
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
  let directory = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved: (config) => {
      directory = join(config.root, config.build.outDir)
    },
    async closeBundle() {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true })
      await Promise.all(
        entries
          .filter((entry) => entry.isFile() && worth.test(entry.name))
          .map(async (entry) => {
            const path = join(entry.parentPath, entry.name)
            const content = await readFile(path)
            if (content.length > 1024)
              await Promise.all([
                writeFile(`${path}.br`, await brotli(content)),
                writeFile(`${path}.gz`, await promisify(gzip)(content)),
              ])
          }),
      )
    },
  }
}

// Without it a group takes in all that its files need, and with it the base of everything.
const alone = { includeDependenciesRecursively: false }

export default defineConfig({
  base: '/app/',
  plugins: [react(), serviceWorker(), precompress()],
  server: { proxy: { '/api': server } },
  build: {
    // Which file brings which others: weigh.ts reads it.
    manifest: true,
    target: ['chrome123', 'firefox128', 'safari17.5'],
    // The policy allows no data: script, so nothing is inlined.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // Each first page names every file, and hexadecimal digits take two thirds of the bytes of letters.
        hashCharacters: 'hex',
        // The frame is what every first page needs. What pages share beyond it comes by what it is for, so
        // that a page without a table or a form does not bring one, and none brings seventy small files.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(?:react|react-dom|scheduler)\//, priority: 9 },
            { name: 'frame', tags: ['$initial'], priority: 8 },
            {
              name: 'base',
              test: /ComboboxChevron|PillsInput\.context|Combobox\.module|parsed-combobox|\/components\/(?:Group|Stack|Flex|Text|Title|Paper|CloseButton|VisuallyHidden|Skeleton|Badge|Portal|OptionalPortal|Transition|FocusTrap|Overlay|AccordionChevron|Accordion)\/|mantine\/hooks|mantine\/core\/esm\/(?:core|utils\/(?!Inline|Inputs))|fast-deep-equal|tabler|\/ui\/(?:PageHeader|Notice|EmptyState|Loaded|hours)\./,
              minShareCount: 2,
              ...alone,
              priority: 7,
            },
            {
              // With the names of all values, which a sign-in page has none of.
              name: 'record',
              test: /\/ui\/(?:RecordPage|StatusBadge|Timeline|Changes)\.|\/api\/labels?\./,
              minShareCount: 2,
              ...alone,
              priority: 7,
            },
            {
              name: 'float',
              test: /floating-ui|tabbable|\/(?:Popover|Tooltip|HoverCard|Floating)\//,
              minShareCount: 3,
              ...alone,
              priority: 6,
            },
            {
              name: 'dialog',
              test: /remove-scroll|sidecar|react-style-singleton|use-callback-ref|get-nonce|aria-hidden|\/(?:Modal|ModalBase|Drawer|ScrollArea)\//,
              minShareCount: 3,
              ...alone,
              priority: 5,
            },
            {
              name: 'choice',
              test: /\/components\/(?:Pill|Select|Combobox|Checkbox|InlineInput)\//,
              minShareCount: 3,
              ...alone,
              priority: 4,
            },
            {
              name: 'field',
              test: /mantine\/form|klona|\/ui\/form\/(?:Form|useRecordForm|draft|LeaveGuard|FieldGroup|form)\.|\/components\/(?:TextInput|PasswordInput|Input|InputBase|Textarea)\//,
              minShareCount: 3,
              ...alone,
              priority: 3,
            },
            // The kinds of all modules are needed together, by the cards.
            { name: 'kinds', test: /\/modules\/[^/]+\/kind\.ts|\/ui\/face\.ts/, ...alone, priority: 8 },
            { name: 'table', test: /\/ui\/table\//, minShareCount: 3, ...alone, priority: 2 },
          ],
        },
      },
    },
  },
})
