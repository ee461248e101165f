import { defineLimit } from '../kernel/entitlement.ts'

export const bytesOfMb = 1_000_000

export const storageLimit = defineLimit({
  name: 'max_storage_mb',
  title: 'Stored files (MB)',
  counted: 'MB of stored files',
  used: `((select coalesce(sum(f.size_bytes), 0) from files f where f.workspace_id = w.workspace_id) + (
          select coalesce(sum(i.size_bytes), 0) from imports i where i.workspace_id = w.workspace_id)) /
        1000000.0`,
  fix: 'Delete files that are no longer needed, or ask the owner of the installation for more.',
  most: { self_hosted: 100_000, starter: 500, professional: 10_000, enterprise: 100_000 },
})
