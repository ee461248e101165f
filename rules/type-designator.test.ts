import assert from 'node:assert/strict'
import { test } from 'node:test'
import { designatorOf } from './type-designator.ts'

const types = [
  ['Cessna 172S', 'C172'],
  ['CESSNA172S', 'C172'],
  ['C-172N', 'C172'],
  ['c172', 'C172'],
  ['Skyhawk SP', 'C172'],
  ['Cessna 172RG', 'C72R'],
  ['Cessna 152', 'C152'],
  ['Cessna 182T', 'C182'],
  ['Cessna T206H', 'T206'],
  ['Cessna 206', 'C206'],
  ['Bell 206B', 'B06'],
  ['172', 'C172'],
  ['Piper PA-28-161', 'P28A'],
  ['PA-28-181 Archer III', 'P28A'],
  ['Warrior II', 'P28A'],
  ['PA-28R-201', 'P28R'],
  ['Piper Arrow', 'P28R'],
  ['PA-44-180', 'PA44'],
  ['Piper Seminole', 'PA44'],
  ['PA-34-220T', 'PA34'],
  ['PA-18', 'PA18'],
  ['Beechcraft A36', 'BE36'],
  ['Beech 76', 'BE76'],
  ['King Air 350', 'B350'],
  ['Diamond DA40 NG', 'DA40'],
  ['DA-42 NG', 'DA42'],
  ['DR40 ', 'DR40'],
  ['DR400-140B', 'DR40'],
  ['Cirrus SR22T', 'S22T'],
  ['Cirrus SR22 G6', 'SR22'],
  ['Robinson R44 Raven II', 'R44'],
  ["Van's RV-7A", 'RV7'],
  ['PC-12/47E', 'PC12'],
  ['TBM 940', 'TBM9'],
  ['b350', 'B350'],
  ['Diamond DA62', 'DA62'],
  ['PA-28', 'PA28'],
  ['ZZZZ', 'ZZZZ'],
  ['FMX', 'FMX'],
] as const
for (const [written, designator] of types)
  test(`${written} is ${designator}`, () => assert.equal(designatorOf(written), designator))

for (const written of [
  '',
  '??',
  '737',
  'CESSNA',
  'Cessna',
  'Cessna 999',
  'Flying machine',
  'C',
  '5',
  'Cessna T182T',
])
  test(`nobody can tell what “${written}” is`, () => assert.equal(designatorOf(written), null))
