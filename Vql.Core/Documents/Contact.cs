using System.Text.Json.Serialization;

namespace Vql.Core.Documents;

// The members of the columns are generated from the catalogue. What is no column follows them in JSON.
public sealed partial record Contact
{
    /// <summary>The company, where it was asked for and there is one.</summary>
    [JsonPropertyOrder(1)]
    public Company? Company { get; init; }

    /// <summary>In an answer of Connectra: the row's place in the list.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<string?>? Cursor { get; init; }
}
