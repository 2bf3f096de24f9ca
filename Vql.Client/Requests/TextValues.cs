namespace Vql.Client.Requests;

/// <summary>
/// One or more values of a filter: <c>"berlin"</c>, or <c>new("berlin", "paris")</c>. As in the API, a comma separates
/// values.
/// </summary>
public sealed record TextValues
{
    /// <summary>Creates an instance from values.</summary>
    public TextValues(params IReadOnlyList<string> values) => Values = values;

    /// <summary>The values.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>Converts a text to a single value.</summary>
    public static implicit operator TextValues(string value) => FromString(value);

    /// <summary>Converts a text to a single value.</summary>
    public static TextValues FromString(string value) => new(value);
}
