using System.Text.Json;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Lookups;

/// <summary>A key of a request.</summary>
/// <param name="Kind">The kind; null if it cannot be read.</param>
/// <param name="Value">The key as sent; null if it cannot be read.</param>
/// <param name="Key">The normalized key; null if it is invalid.</param>
/// <param name="Error">The error; null if the key is valid.</param>
internal sealed record RequestedKey(string? Kind, string? Value, LookupKey? Key, string? Error);

/// <summary>Reads the body of a lookup. An invalid key is a result of its own; an invalid body is rejected.</summary>
internal static class LookupBody
{
    /// <summary>The maximum number of keys.</summary>
    public const int MaxKeys = 500;

    /// <summary>The member with the keys.</summary>
    public const string KeysMember = "keys";

    private const string KeysPath = $"$.{KeysMember}";

    /// <summary>Reads the keys in their order; null if errors were added.</summary>
    public static IReadOnlyList<RequestedKey>? Read(Entity entity, ReadOnlyMemory<byte> body, List<ParameterFault> faults)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return ReadKeys(entity, document.RootElement, faults);
        }
        catch (JsonException)
        {
            faults.Add(new ParameterFault("$", $"is not valid JSON: send an object such as {{\"{KeysMember}\":[{{\"uuid\":\"…\"}}]}}"));
            return null;
        }
    }

    private static List<RequestedKey>? ReadKeys(Entity entity, JsonElement root, List<ParameterFault> faults)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new ParameterFault("$", "must be an object"));
            return null;
        }

        faults.AddRange(root.EnumerateObject().Where(member => member.Name != KeysMember)
            .Select(member => new ParameterFault($"$.{member.Name}", $"is not a member of this body: did you mean \"{KeysMember}\"?")));
        if (!root.TryGetProperty(KeysMember, out var keys) || keys.ValueKind != JsonValueKind.Array
            || keys.GetArrayLength() is 0 or > MaxKeys)
        {
            faults.Add(new ParameterFault(KeysPath, $"must be an array of 1 to {MaxKeys} keys"));
        }

        var kinds = KeyKind.Of(entity);
        return faults.Count > 0 ? null : [.. keys.EnumerateArray().Select(key => ReadKey(kinds, key))];
    }

    private static RequestedKey ReadKey(IReadOnlyList<KeyKind> kinds, JsonElement element)
    {
        var names = string.Join(" or ", kinds.Select(kind => kind.Name));
        if (element.ValueKind != JsonValueKind.Object || element.EnumerateObject().ToList() is not [var member])
        {
            return new RequestedKey(null, null, null, $"must be an object with one member: {names}");
        }

        if (TextOf(member.Value) is not { } text)
        {
            return new RequestedKey(member.Name, null, null, "must be a string");
        }

        if (kinds.FirstOrDefault(known => known.Name == member.Name) is not { } kind)
        {
            var suggestion = Suggestion.Of(member.Name, kinds.Select(known => known.Name));
            return new RequestedKey(member.Name, text, null, $"must be {names}{suggestion}");
        }

        var value = text.Trim();
        return value.Length > 0 && !value.Contains('\0', StringComparison.Ordinal) && kind.Read(value) is { } key
            ? new RequestedKey(kind.Name, text, new LookupKey(kind.Kind, key), null)
            : new RequestedKey(kind.Name, text, null, $"must be {kind.Rule}");
    }

    // Null for other types, and for an unpaired surrogate.
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
