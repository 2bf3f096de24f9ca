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

    /// <summary><c>timestamptz(3)</c>: milliseconds, as precise as an Elasticsearch date.</summary>
    Timestamp,
}

/// <summary>A column of one of the two tables.</summary>
/// <param name="Name">The column's name, which is also its JSON member.</param>
/// <param name="Type">Its PostgreSQL type.</param>
/// <param name="Indexed">How it is searched; null when it is stored only.</param>
/// <param name="Summary">The XML documentation of its members in records.</param>
public sealed record Column(string Name, ColumnType Type, FieldKind? Indexed, string Summary = "")
{
    /// <summary>
    /// The column's filter in the API. If set, the column is also an order, a member of responses, a field of imports
    /// and a member of the client, each of the same name. Null for columns that those list by hand, because of
    /// another name or form.
    /// </summary>
    public ColumnFilter? Filter { get; init; }

    /// <summary>Whether only the database or the server sets the value.</summary>
    public bool IsSetByServer { get; init; }

    /// <summary>How a written value becomes the column's.</summary>
    public CleaningRule Cleaning { get; init; }

    /// <summary>Words that stand for no value elsewhere and are values of this column, in each spelling that is one.</summary>
    public IReadOnlyList<string> RealWords { get; init; } = [];

    /// <summary>Real words as an export has them; empty where they are those of everybody. Names are stored lower-cased.</summary>
    public IReadOnlyList<string> StoredWords { get; init; } = [];

    /// <summary>Whether the column is <c>not null</c>.</summary>
    public bool Required { get; init; }

    /// <summary>Whether it is searched and sorted without regard to case: a document holds it lower-cased.</summary>
    public bool IsCaseless { get; init; }

    /// <summary>Which spellings of its values filters take for the same value.</summary>
    public ValueNormalization Normalization { get; init; }

    /// <summary>Whether its texts are searched by words such as <c>C++</c>, <c>C#</c>, <c>.NET</c> and <c>R&amp;D</c>, too.</summary>
    public bool KeepsSymbols { get; init; }

    /// <summary>Whether a document holds the empty string where the column is null.</summary>
    public bool NullIsEmpty { get; init; }
}

/// <summary>The filter of a column in the API.</summary>
/// <param name="Description">What it filters by, as a sentence.</param>
/// <param name="Example">A value for its documentation.</param>
public sealed record ColumnFilter(string Description, string Example);
