using System.Text.Json.Serialization;

namespace Vql.Core.Documents;

// The members of the columns are generated from the catalogue. In JSON, the members below follow them.
public sealed partial record Contact
{
    /// <summary>The company. Null if it was not requested or does not exist.</summary>
    [JsonPropertyOrder(1)]
    public Company? Company { get; init; }

    /// <summary>The cursor of the row, in responses of Connectra.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<string?>? Cursor { get; init; }
}
