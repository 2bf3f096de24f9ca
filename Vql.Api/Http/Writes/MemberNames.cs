using System.Text.Json;
using Vql.Api.Requests;
using Vql.Core.Filters;

namespace Vql.Api.Http.Writes;

/// <summary>Reads the members of an object in a body.</summary>
internal static class MemberNames
{
    /// <summary>The error of a name with an unpaired surrogate, for which <see cref="JsonProperty.Name"/> throws an exception.</summary>
    public const string InvalidName = "contains a name that is not valid Unicode";

    /// <summary>Adds an error for each member that is unknown or occurs twice.</summary>
    public static void RejectOthers(JsonElement json, string path, IReadOnlyList<string> known, List<ParameterFault> faults)
    {
        var seen = new HashSet<string>();
        foreach (var name in json.EnumerateObject().Select(member => member.Name))
        {
            if (!known.Contains(name))
            {
                faults.Add(new ParameterFault($"{path}.{name}", $"is not a member of this object{Suggestion.Of(name, known)}"));
            }
            else if (!seen.Add(name))
            {
                faults.Add(new ParameterFault($"{path}.{name}", "occurs twice"));
            }
        }
    }

    /// <summary>Returns a text; null for other types and for an unpaired surrogate.</summary>
    public static string? TextOf(JsonElement json, string name)
    {
        try
        {
            return json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
