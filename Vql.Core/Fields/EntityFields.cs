using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Vql.Core.Fields;

/// <summary>One entity's part of the catalogue.</summary>
public sealed class EntityFields
{
    private readonly FrozenDictionary<string, Field> _fields;
    private readonly FrozenDictionary<string, Column> _columns;

    internal EntityFields(Entity entity, string table, string index, IReadOnlyList<Column> columns, IEnumerable<Field> fields)
    {
        Entity = entity;
        Table = table;
        Index = index;
        Columns = columns;
        Field[] asStored = [.. fields];
        Fields =
        [
            .. asStored,
            .. asStored.Where(field => field.Column.Normalization != ValueNormalization.None).Select(Normalized),
            .. asStored.Where(field => field.Column.KeepsSymbols).Select(OfSymbols),
        ];
        _columns = columns.ToFrozenDictionary(column => column.Name);
        _fields = Fields.ToFrozenDictionary(field => field.Name);
    }

    /// <summary>The entity.</summary>
    public Entity Entity { get; }

    /// <summary>The PostgreSQL table.</summary>
    public string Table { get; }

    /// <summary>The name searches use; an index or an alias of one.</summary>
    public string Index { get; }

    /// <summary>The table's columns, in the order of its JSON members.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The searchable fields, in the order of the index mapping.</summary>
    public IReadOnlyList<Field> Fields { get; }

    /// <summary>The fields that the API shows and filters by under their own names.</summary>
    public IEnumerable<Field> ListedFields => Fields.Where(known => known is { IsComputed: false, Column.Filter: not null });

    /// <summary>Whether any field comes from the row's company, so that reading one needs a join.</summary>
    public bool JoinsCompany => Entity == Entity.Contact;

    /// <summary>The field of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; validated queries never ask for one.</exception>
    public Field this[string field] => _fields[field];

    /// <summary>The normalized values of a field; the field itself where it has none.</summary>
    public Field NormalizedOf(Field field) => _fields.TryGetValue(field.Name + Field.NormalizedSuffix, out var found) ? found : field;

    /// <summary>The field of those texts of a field that have symbols; null where symbols are no part of words.</summary>
    public Field? SymbolsOf(Field field) => _fields.TryGetValue(field.Name + Field.SymbolsSuffix, out var found) ? found : null;

    /// <summary>Looks a field up by its VQL name, with regard to case.</summary>
    public bool TryGetField(string name, [NotNullWhen(true)] out Field? field) => _fields.TryGetValue(name, out field);

    /// <summary>Looks a column up by its name, with regard to case.</summary>
    public bool TryGetColumn(string name, [NotNullWhen(true)] out Column? column) => _columns.TryGetValue(name, out column);

    private static Field OfSymbols(Field field) => field with { Name = field.Name + Field.SymbolsSuffix, OfSymbols = true };

    private static Field Normalized(Field field) => field with
    {
        Name = field.Name + Field.NormalizedSuffix,
        Kind = FieldKind.Keyword,
        Normalization = field.Column.Normalization,
    };
}
