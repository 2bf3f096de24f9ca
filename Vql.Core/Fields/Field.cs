namespace Vql.Core.Fields;

/// <summary>How a field is indexed, which decides the clauses that it can take.</summary>
public enum FieldKind
{
    /// <summary>Analyzed words, with grams of three letters beside them (<c>NAME.ngram</c>).</summary>
    Text,

    /// <summary>The whole value, byte for byte.</summary>
    Keyword,

    /// <summary>A 64-bit integer.</summary>
    Number,

    /// <summary>A moment, to the millisecond.</summary>
    Date,
}

/// <summary>A searchable field: what VQL calls <c>filter_key</c> or <c>order_by</c>.</summary>
/// <param name="Name">Its name in VQL and in the index.</param>
/// <param name="Kind">How it is indexed.</param>
/// <param name="Column">The column it is read from.</param>
/// <param name="OfCompany">Whether that is a column of the contact's company rather than of the row itself.</param>
public sealed record Field(string Name, FieldKind Kind, Column Column, bool OfCompany)
{
    /// <summary>What the name of a field is followed by to search its normalized values.</summary>
    public const string NormalizedSuffix = "_normalized";

    /// <summary>What the name of a field is followed by to search texts in which <c>C++</c> is a word.</summary>
    public const string SymbolsSuffix = "_symbols";

    /// <summary>Whether the field holds the texts with symbols that belong to a word, with letters in place of the symbols.</summary>
    public bool OfSymbols { get; init; }

    /// <summary>How the values of the column are normalized before they are compared; <see cref="ValueNormalization.None"/> for the values as they are.</summary>
    public ValueNormalization Normalization { get; init; }

    /// <summary>Whether the field holds what is computed from the values rather than the values themselves.</summary>
    public bool IsComputed => OfSymbols || Normalization != ValueNormalization.None;

    /// <summary>Whether the field holds a list of values.</summary>
    public bool IsArray => Column.Type == ColumnType.TextArray;

    /// <summary>Whether a list can be sorted by it: everything but analyzed text.</summary>
    public bool IsSortable => Kind != FieldKind.Text;
}
