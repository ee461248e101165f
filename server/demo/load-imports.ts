import { Readable } from 'node:stream'
import type { Tx } from '#platform/database/database.ts'
import { sourceOf } from '#platform/importing/batch.ts'
import { findKind } from '#platform/importing/import.ts'
import { insertImport } from '#platform/importing/upload.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Services } from '#platform/kernel/installation.ts'

// As a club sends it: a tail with a slip, an airport that is none, a landing before its take-off. The good one was
// flown before the school opens and without readings, so that it contradicts none of its flights.
const file = `Date;Tail;PIC;From;To;Off block;On block;Hobbs out;Hobbs in;Remarks
2026-03-02;N611FS;Vivian Northmoor;KFNL;KGXY;05:05;06:10;;;Pattern work
2026-03-02;N616FS;Vivian Northmoor;KFNL;KLAR;06:20;07:30;;;
2026-03-03;N612FS;Vivian Northmoor;KFNL;QQQQ;15:00;16:05;1480,0;1481,1;Field trip
2026-03-04;N612FS;Vivian Northmoor;KGXY;KFNL;18:30;17:40;1481,1;1481,9;
2026-03-05;N613FS;Nobody Known;KFNL;KBJC;14:10;15:00;990,2;991,0;
2026-03-06;N613FS;Vivian Northmoor;KBJC;KFNL;16:10;17:00;991,0;990,1;Hobbs read twice
`

/** A file that somebody has uploaded. It is checked at the first start, like every other, and waits with its problems. */
export async function writeImport(
  tx: Tx,
  services: Services,
  workspaceId: string,
  by: { userId: string; displayName: string },
): Promise<void> {
  const kind = findKind(services, 'flights')
  if (!kind) throw new Error('There is no import of flights')
  const importId = newId('imp')
  const { sizeBytes } = await services.files.write(
    workspaceId,
    importId,
    Readable.from([Buffer.from(file)]),
    Number.MAX_SAFE_INTEGER,
  )
  await tx.run(
    await insertImport({
      workspaceId,
      importId,
      kind,
      filename: 'club-flights-march.csv',
      sizeBytes,
      source: sourceOf(services.files, workspaceId, importId),
      createdBy: by.userId,
      actorName: by.displayName,
    }),
  )
}
