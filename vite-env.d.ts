/** Style sheets are imported for their effect; the build handles them. */
declare module '*.css'
