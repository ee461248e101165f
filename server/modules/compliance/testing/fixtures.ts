import { defineFixtures } from '#platform/testing/fixtures.ts'

export default defineFixtures({ of: ['compliance'], alsoSent: ['title'] })
