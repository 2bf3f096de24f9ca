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
public sealed record Column(string Name, ColumnType Type, FieldKind? Indexed)
{
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
