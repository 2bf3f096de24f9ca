namespace Vql.Core.Filters;

/// <summary>Reads Boolean values in query strings.</summary>
public static class FlagText
{
    private static readonly string[] TrueValues = ["true", "1", "yes", "y", "on"];
    private static readonly string[] FalseValues = ["false", "0", "no", "n", "off"];

    /// <summary>Reads a Boolean value. Case is ignored. Returns null for other texts.</summary>
    public static bool? Read(string text)
    {
        var trimmed = text.Trim();
        return TrueValues.Contains(trimmed, StringComparer.OrdinalIgnoreCase) ? true
            : FalseValues.Contains(trimmed, StringComparer.OrdinalIgnoreCase) ? false
            : null;
    }

    /// <summary>Reads a parameter. Returns false and adds a fault for other texts.</summary>
    public static bool Read(string name, string text, List<ParameterFault> faults)
    {
        if (Read(text) is { } flag)
        {
            return flag;
        }

        faults.Add(new ParameterFault(name, $"\"{text}\" is not a Boolean value: use true or false"));
        return false;
    }
}
