import { readXml, XmlFault, type XmlPiece } from '#platform/kernel/xml.ts'
import { CsvFault } from './csv.ts'
import { unpack, type ZipEntry } from './zip.ts'

/** What stands in a file of a workbook, in order. @throws CsvFault if no spreadsheet writes it. */
export function* readPart(entry: ZipEntry, most?: number): Generator<XmlPiece> {
  try {
    yield* readXml(unpack(entry, most))
  } catch (error) {
    if (error instanceof XmlFault) throw new CsvFault('The workbook is not one that a spreadsheet wrote')
    throw error
  }
}
