using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Vql.Core.Fields;

/// <summary>The columns and fields of an entity.</summary>
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
        Field[] storedFields = [.. fields];
        Fields =
        [
            .. storedFields,
            .. storedFields.Where(field => field.Column.Normalization != ValueNormalization.None).Select(NormalizedField),
            .. storedFields.Where(field => field.Column.KeepsSymbols).Select(SymbolsField),
            .. storedFields.Where(IsFolded).Select(FoldedField),
            .. storedFields.Where(field => field.Column.Normalization == ValueNormalization.Email).Select(EmailDomainField),
            .. storedFields.Where(field => field.Column.IsSuggested).Select(LabelField),
        ];
        _columns = columns.ToFrozenDictionary(column => column.Name);
        _fields = Fields.ToFrozenDictionary(field => field.Name);
    }

    /// <summary>The entity.</summary>
    public Entity Entity { get; }

    /// <summary>The PostgreSQL table.</summary>
    public string Table { get; }

    /// <summary>The name that searches use: an index or an alias.</summary>
    public string Index { get; }

    /// <summary>The columns of the table, in the order of the JSON members.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The searchable fields, in the order of the index mapping.</summary>
    public IReadOnlyList<Field> Fields { get; }

    /// <summary>The fields that the API returns and filters by under the names of their columns.</summary>
    public IEnumerable<Field> ListedFields => Fields.Where(mapped => mapped is { IsComputed: false, Column.Filter: not null });

    /// <summary>Whether some fields are columns of the company, so that reading a document requires a join.</summary>
    public bool JoinsCompany => Entity == Entity.Contact;

    /// <summary>Gets the field with the specified name, or the sort key <see cref="Field.Relevance"/>.</summary>
    /// <exception cref="KeyNotFoundException">
    /// The field does not exist. Validated queries contain only existing fields.
    /// </exception>
    public Field this[string field] => field == Field.RelevanceName ? Field.Relevance : _fields[field];

    /// <summary>Returns the field with the normalized values of a field, or the field itself if it has none.</summary>
    public Field NormalizedOf(Field field) =>
        _fields.TryGetValue(field.Name + Field.NormalizedSuffix, out var normalized) ? normalized : field;

    /// <summary>Returns the field in which the symbols of words are encoded. Null if the field has none.</summary>
    public Field? SymbolsOf(Field field) => _fields.TryGetValue(field.Name + Field.SymbolsSuffix, out var symbols) ? symbols : null;

    /// <summary>Returns the field with the texts without accents. Null if the field has none.</summary>
    public Field? FoldedOf(Field field) => _fields.TryGetValue(field.Name + Field.FoldedSuffix, out var folded) ? folded : null;

    /// <summary>Returns the field with the whole values that are suggested for a field. Null if its values are not suggested.</summary>
    public Field? LabelOf(Field field) => _fields.TryGetValue(field.Name + Field.LabelSuffix, out var label) ? label
        : NormalizedOf(field) is { Normalization: ValueNormalization.Label } normalized ? normalized
        : null;

    /// <summary>Gets a field by its VQL name, which is case-sensitive.</summary>
    public bool TryGetField(string name, [NotNullWhen(true)] out Field? field) => _fields.TryGetValue(name, out field);

    /// <summary>Gets a column by its name, which is case-sensitive.</summary>
    public bool TryGetColumn(string name, [NotNullWhen(true)] out Column? column) => _columns.TryGetValue(name, out column);

    private static Field SymbolsField(Field field) => field with { Name = field.Name + Field.SymbolsSuffix, EncodesSymbols = true };

    // Web addresses are compared by their domain instead.
    private static bool IsFolded(Field field) =>
        field is { Kind: FieldKind.Text, Column.Normalization: ValueNormalization.None };

    private static Field FoldedField(Field field) => field with { Name = field.Name + Field.FoldedSuffix, FoldsAccents = true };

    private static Field EmailDomainField(Field field) =>
        field with { Name = field.Name + Field.DomainSuffix, Normalization = ValueNormalization.EmailDomain };

    private static Field LabelField(Field field) => field with
    {
        Name = field.Name + Field.LabelSuffix,
        Kind = FieldKind.Keyword,
        Normalization = ValueNormalization.ShortLabel,
    };

    private static Field NormalizedField(Field field) => field with
    {
        Name = field.Name + Field.NormalizedSuffix,
        Kind = FieldKind.Keyword,
        Normalization = field.Column.Normalization,
    };
}
