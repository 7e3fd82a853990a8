import ts from 'typescript';

export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * JSON Schemas of what comes of types when they are written as JSON: functions and what is `undefined` are left out, comments become
 * descriptions. Types of ours that have a name become one schema each, under `#/components/schemas`.
 */
export class TypeSchemas {
  readonly named = new Map<string, JsonSchema>();
  private readonly nameOf = new Map<ts.Symbol, string>();

  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly isOurs: (file: string) => boolean,
  ) {}

  /** `undefined` where nothing is written. */
  of(type: ts.Type): JsonSchema | undefined {
    const parts = (type.isUnion() ? type.types : [type]).filter((part) => (part.flags & NOTHING) === 0);
    if (parts.length === 0) return undefined;
    const symbol = type.aliasSymbol ?? (parts.length === 1 ? parts[0]?.aliasSymbol : undefined);
    const alias = symbol === undefined || (type.aliasTypeArguments ?? []).length > 0 ? undefined : symbol;
    if (alias !== undefined && this.isNamed(alias)) return this.reference(alias, () => this.union(parts, alias));
    return this.union(parts);
  }

  /** `within` is the name that is being made, and so stands for none of its parts. */
  private union(parts: readonly ts.Type[], within?: ts.Symbol): JsonSchema {
    const values = parts.flatMap((part) => (part.isStringLiteral() || part.isNumberLiteral() ? [part.value] : []));
    const rest = parts.filter(
      (part) => !part.isStringLiteral() && !part.isNumberLiteral() && (part.flags & BOOLEAN) === 0,
    );
    const booleans = parts.filter((part) => (part.flags & BOOLEAN) !== 0);
    const schemas: JsonSchema[] = [
      ...(values.length === 0 ? [] : [values.length === 1 ? { const: values[0] } : { enum: values }]),
      ...(booleans.length === 1 && booleans[0] !== undefined && (booleans[0].flags & ts.TypeFlags.BooleanLiteral) !== 0
        ? [{ const: this.checker.typeToString(booleans[0]) === 'true' }]
        : booleans.length > 0
          ? [{ type: 'boolean' }]
          : []),
      ...rest.map((part) => this.single(part, within)),
    ];
    const distinct = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
    return distinct.length === 1 && distinct[0] !== undefined ? distinct[0] : { anyOf: distinct };
  }

  private single(type: ts.Type, within: ts.Symbol | undefined): JsonSchema {
    const { flags } = type;
    if ((flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0) return {};
    if ((flags & ts.TypeFlags.Null) !== 0) return { type: 'null' };
    if ((flags & ts.TypeFlags.StringLike) !== 0) return { type: 'string' };
    if ((flags & ts.TypeFlags.NumberLike) !== 0) return { type: 'number' };
    if ((flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection | ts.TypeFlags.NonPrimitive)) === 0)
      throw new Error(`there is no JSON for the type ${this.checker.typeToString(type)}`);
    if (this.checker.isTupleType(type)) {
      const items = this.checker
        .getTypeArguments(type as ts.TypeReference)
        .map((item) => this.of(item) ?? { type: 'null' });
      return { type: 'array', prefixItems: items, minItems: items.length, maxItems: items.length };
    }
    if (this.checker.isArrayType(type)) {
      const [item] = this.checker.getTypeArguments(type as ts.TypeReference);
      return { type: 'array', items: (item === undefined ? undefined : this.of(item)) ?? {} };
    }
    const symbol = type.aliasSymbol === undefined || type.aliasSymbol === within ? type.symbol : type.aliasSymbol;
    const isGeneric = (type.aliasTypeArguments ?? (type as ts.TypeReference).typeArguments ?? []).length > 0;
    if (symbol !== undefined && !isGeneric && this.isNamed(symbol))
      return this.reference(symbol, () => this.object(type));
    return this.object(type);
  }

  private object(type: ts.Type): JsonSchema {
    const written = type.getProperty('toJSON');
    if (written !== undefined) {
      const [signature] = this.checker.getTypeOfSymbol(written).getCallSignatures();
      if (signature !== undefined) return this.of(signature.getReturnType()) ?? {};
    }
    const name = type.symbol?.name;
    if (name === 'Map' || name === 'Set' || name === 'ReadonlyMap' || name === 'ReadonlySet')
      throw new Error(`a ${name} is written as {}, and loses what is in it`);
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    for (const property of this.checker.getPropertiesOfType(type)) {
      if (property.name.startsWith('__@')) continue;
      const of = this.checker.getTypeOfSymbol(property);
      if (of.getCallSignatures().length > 0) continue;
      const schema = this.of(of);
      if (schema === undefined) continue;
      const description = ts
        .displayPartsToString(property.getDocumentationComment(this.checker))
        .replaceAll(/\s+/g, ' ');
      properties[property.name] = description === '' ? schema : { ...schema, description };
      const mayLack =
        (property.flags & ts.SymbolFlags.Optional) !== 0 ||
        (of.isUnion() && of.types.some((part) => (part.flags & NOTHING) !== 0));
      const isOpen = (of.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;
      if (!mayLack && !isOpen) required.push(property.name);
    }
    const index = this.checker.getIndexInfoOfType(type, ts.IndexKind.String);
    const others = index === undefined ? false : (this.of(index.type) ?? {});
    return {
      type: 'object',
      ...(Object.keys(properties).length === 0 ? {} : { properties }),
      ...(required.length === 0 ? {} : { required: required.sort() }),
      // `object` and `{}` say nothing of what is in them.
      additionalProperties: Object.keys(properties).length === 0 && index === undefined ? true : others,
    };
  }

  private isNamed(symbol: ts.Symbol): boolean {
    const [declaration] = symbol.declarations ?? [];
    const isType = (symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class | ts.SymbolFlags.TypeAlias)) !== 0;
    return isType && declaration !== undefined && this.isOurs(declaration.getSourceFile().fileName);
  }

  private reference(symbol: ts.Symbol, make: () => JsonSchema): JsonSchema {
    const known = this.nameOf.get(symbol);
    if (known !== undefined) return { $ref: `#/components/schemas/${known}` };
    let name = symbol.name;
    for (let number = 2; this.named.has(name); number += 1) name = `${symbol.name}${number}`;
    this.nameOf.set(symbol, name);
    // Before it is made: it may have itself inside.
    this.named.set(name, {});
    const description = ts.displayPartsToString(symbol.getDocumentationComment(this.checker)).replaceAll(/\s+/g, ' ');
    this.named.set(name, { ...(description === '' ? {} : { description }), ...make() });
    return { $ref: `#/components/schemas/${name}` };
  }
}

const NOTHING = ts.TypeFlags.Undefined | ts.TypeFlags.Void;
const BOOLEAN = ts.TypeFlags.Boolean | ts.TypeFlags.BooleanLiteral;
