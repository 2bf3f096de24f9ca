namespace Vql.Core.Fields;

/// <summary>The PostgreSQL type of a column.</summary>
public enum ColumnType
{
    /// <summary><c>text</c>.</summary>
    Text,

    /// <summary><c>text[]</c>.</summary>
    TextArray,

    /// <summary><c>bigint</c>.</summary>
    BigInt,

    /// <summary><c>timestamptz(3)</c>: millisecond precision, the same as an Elasticsearch date.</summary>
    Timestamp,
}

/// <summary>A column of the table <c>contacts</c> or <c>companies</c>.</summary>
/// <param name="Name">The name of the column and of its JSON member.</param>
/// <param name="Type">The PostgreSQL type.</param>
/// <param name="Indexed">The kind of the search field. Null for a column that is not indexed.</param>
/// <param name="Summary">The XML documentation of the generated members.</param>
public sealed record Column(string Name, ColumnType Type, FieldKind? Indexed, string Summary = "")
{
    /// <summary>
    /// The filter of the column in the API. If it is set, sort keys, responses, imports and the client also contain the column
    /// under the same name. Null for columns that are declared there separately because their name or form differs.
    /// </summary>
    public ColumnFilter? Filter { get; init; }

    /// <summary>Whether only the database or the server sets the value.</summary>
    public bool IsSetByServer { get; init; }

    /// <summary>The rule that cleans input values.</summary>
    public CleaningRule Cleaning { get; init; }

    /// <summary>Placeholders that are valid values of this column. The comparison is case-sensitive.</summary>
    public IReadOnlyList<string> AllowedPlaceholders { get; init; } = [];

    /// <summary>
    /// Placeholders that are valid values in files that the API exported. Empty if <see cref="AllowedPlaceholders"/> applies to
    /// them, too. Names have a list of their own, because they are stored in lowercase.
    /// </summary>
    public IReadOnlyList<string> AllowedInExports { get; init; } = [];

    /// <summary>Whether the column identifies the row.</summary>
    public bool IsKey { get; init; }

    /// <summary>Whether the column is <c>not null</c>.</summary>
    public bool Required { get; init; }

    /// <summary>Whether searches and sorts ignore case. Documents contain the value in lowercase.</summary>
    public bool IsCaseInsensitive { get; init; }

    /// <summary>The normalization that filters apply before they compare values.</summary>
    public ValueNormalization Normalization { get; init; }

    /// <summary>Whether searches treat <c>C++</c>, <c>C#</c>, <c>.NET</c> and <c>R&amp;D</c> as words.</summary>
    public bool KeepsSymbols { get; init; }

    /// <summary>The factor of a match of words in the order by relevance, 1 to 10. Names of people and companies have the most.</summary>
    public int SearchRank { get; init; } = 1;

    /// <summary>Whether searches for words also find their synonyms.</summary>
    public bool HasSynonyms { get; init; }

    /// <summary>
    /// Whether the values of a text column are suggested. Documents then also contain the whole value, in its normalized form.
    /// </summary>
    public bool IsSuggested { get; init; }

    /// <summary>Whether documents contain the empty string for a null value.</summary>
    public bool NullIsEmpty { get; init; }
}

/// <summary>The filter of a column in the API.</summary>
/// <param name="Description">The description, as a sentence.</param>
/// <param name="Example">An example value for the documentation.</param>
public sealed record ColumnFilter(string Description, string Example);
