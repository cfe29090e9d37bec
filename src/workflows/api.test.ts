/** Workflows over the API: templates, decisions of people and roles, four eyes, substitutes, what was changed since. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
