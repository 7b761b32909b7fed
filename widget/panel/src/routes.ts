import type { paths } from './openapi'

// The routes of docs/openapi.yaml as the panel asks for them: a path that is not described, a body or a use of an answer that
// differs from what is, does not compile.

export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE'

type Clean<P extends string> = P extends `${infer Path}?${string}` ? Path : P
type Filled<K> = K extends `${infer Before}{${string}}${infer After}` ? `${Before}${string}${Filled<After>}` : K
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
type Key<P extends string> = { [K in keyof paths]: Same<`/v1/panel/${Clean<P>}`, Filled<K>> extends true ? K : never }[keyof paths]
type Operation<M extends Method, P extends string> = P extends unknown ? paths[Key<P>][Lowercase<M> & keyof paths[Key<P>]] : never
type Json<R> = R extends { content: { 'application/json': infer T } } ? T : void

/** never for a route that is not described. */
export type Known<M extends Method, P extends string> = [Operation<M, P>] extends [never] ? never : [Operation<M, P>] extends [{ responses: unknown }] ? string : never

/** What the server answers. */
export type Answered<M extends Method, P extends string> = Operation<M, P> extends { responses: infer R } ? Json<R[keyof R & (200 | 201 | 202 | 204)]> : never

/** JSON leaves out what is undefined. */
type Sent<T> = T extends readonly (infer U)[] ? readonly Sent<U>[] : T extends object ? { [K in keyof T]: Sent<T[K]> | (undefined extends T[K] ? undefined : never) } : T

/** What it takes; nothing, or an empty object, where it takes none. */
export type Taken<M extends Method, P extends string> = Operation<M, P> extends { requestBody: infer B } ? Sent<Json<B>> : Operation<M, P> extends { requestBody?: infer B } ? Sent<Json<NonNullable<B>>> | Record<string, never> | undefined : Record<string, never> | undefined
