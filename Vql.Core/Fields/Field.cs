namespace Vql.Core.Fields;

/// <summary>How a field is indexed. This determines the clauses that it supports.</summary>
public enum FieldKind
{
    /// <summary>Analyzed words, with 3-grams in the subfield <c>NAME.ngram</c>.</summary>
    Text,

    /// <summary>The whole value, compared byte by byte.</summary>
    Keyword,

    /// <summary>A 64-bit integer.</summary>
    Number,

    /// <summary>A point in time with millisecond precision.</summary>
    Date,
}

/// <summary>A searchable field: a <c>filter_key</c> or <c>order_by</c> in VQL.</summary>
/// <param name="Name">The name in VQL and in the index.</param>
/// <param name="Kind">How the field is indexed.</param>
/// <param name="Column">The source column.</param>
/// <param name="OfCompany">Whether the column belongs to the company of the contact rather than to the row itself.</param>
public sealed record Field(string Name, FieldKind Kind, Column Column, bool OfCompany)
{
    /// <summary>The suffix of the field with the normalized values.</summary>
    public const string NormalizedSuffix = "_normalized";

    /// <summary>The suffix of the subfield with the 3-grams of a text field.</summary>
    public const string NgramSuffix = ".ngram";

    /// <summary>The suffix of the field in which <c>C++</c> is a word.</summary>
    public const string SymbolsSuffix = "_symbols";

    /// <summary>The suffix of the field with the domains of email addresses.</summary>
    public const string DomainSuffix = "_domain";

    /// <summary>The suffix of the field with the texts without accents.</summary>
    public const string FoldedSuffix = "_folded";

    /// <summary>The suffix of the field with the whole values of a text field, in their normalized form.</summary>
    public const string LabelSuffix = "_label";

    /// <summary>The name of <see cref="Relevance"/>.</summary>
    public const string RelevanceName = "relevance";

    /// <summary>The sort key of the relevance: a number that each query computes. It is not indexed.</summary>
    public static Field Relevance { get; } = new(
        RelevanceName, FieldKind.Number, new Column(RelevanceName, ColumnType.BigInt, null) { Required = true }, OfCompany: false);

    /// <summary>
    /// Whether the field contains only texts with words such as <c>C++</c>, with their symbols encoded as letters and without
    /// accents.
    /// </summary>
    public bool EncodesSymbols { get; init; }

    /// <summary>Whether the field contains only texts with accents or similar, without them.</summary>
    public bool FoldsAccents { get; init; }

    /// <summary>The suffix of the field among the fields of words of its column. Empty for the texts as written.</summary>
    public string WordsSuffix => EncodesSymbols ? SymbolsSuffix : FoldsAccents ? FoldedSuffix : "";

    /// <summary>The normalization of the values. <see cref="ValueNormalization.None"/> for the values of the column.</summary>
    public ValueNormalization Normalization { get; init; }

    /// <summary>Whether the values of the field are computed from the values of the column.</summary>
    public bool IsComputed => EncodesSymbols || FoldsAccents || Normalization != ValueNormalization.None;

    /// <summary>
    /// Whether the field contains the UUID of the contact's company. It is empty if the company is missing or deleted, although
    /// <c>company_id</c> is not.
    /// </summary>
    public bool IsCompanyKey => OfCompany && Column.IsKey;

    /// <summary>
    /// The value of contacts without a company, as in documents of the Go service: an empty text or 0, which counts as existing.
    /// Null for lists, and for fields that do not depend on the company.
    /// </summary>
    public string? ZeroValue => !OfCompany && !Column.NullIsEmpty ? null : Column.Type switch
    {
        ColumnType.Text => "",
        ColumnType.BigInt => "0",
        _ => null,
    };

    /// <summary>The factor of a match of words in the order by relevance. The company of a contact counts half.</summary>
    public int SearchRank => OfCompany ? Math.Max(1, Column.SearchRank / 2) : Column.SearchRank;

    /// <summary>Whether the field contains a list of values.</summary>
    public bool IsArray => Column.Type == ColumnType.TextArray;

    /// <summary>Whether results can be sorted by the field. Analyzed text is not sortable.</summary>
    public bool IsSortable => Kind != FieldKind.Text;
}
