namespace Vql.Client.Requests;

/// <summary>One text or several: <c>"berlin"</c>, or <c>new("berlin", "paris")</c>. A comma parts two, as in the API.</summary>
public sealed record TextValues
{
    /// <summary>Takes several.</summary>
    public TextValues(params IReadOnlyList<string> values) => Values = values;

    /// <summary>The texts.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>One text.</summary>
    public static implicit operator TextValues(string value) => FromString(value);

    /// <summary>One text.</summary>
    public static TextValues FromString(string value) => new(value);
}
