namespace Vql.Core.Filters;

/// <summary>A yes or no as people spell it in an address.</summary>
public static class FlagText
{
    private static readonly string[] Yes = ["true", "1", "yes", "y", "on"];
    private static readonly string[] No = ["false", "0", "no", "n", "off"];

    /// <summary>Reads it without regard to case; null for what is neither.</summary>
    public static bool? Read(string text)
    {
        var trimmed = text.Trim();
        return Yes.Contains(trimmed, StringComparer.OrdinalIgnoreCase) ? true
            : No.Contains(trimmed, StringComparer.OrdinalIgnoreCase) ? false
            : null;
    }

    /// <summary>Reads a parameter; false, and a fault, for what is neither.</summary>
    public static bool Read(string name, string text, List<ParameterFault> faults)
    {
        if (Read(text) is { } flag)
        {
            return flag;
        }

        faults.Add(new ParameterFault(name, $"\"{text}\" is neither true nor false"));
        return false;
    }
}
