import { imported } from './exports.ts'

console.log(imported)
