namespace Vql.AppHost.Supervision;

/// <summary>Writes console lines with the columns name, status, and detail.</summary>
internal static class ConsoleLine
{
    private const int NameWidth = 13;
    private const int StatusWidth = 9;

    public static void Write(string name, string status, string detail = "") =>
        Console.WriteLine($"{name.PadRight(NameWidth)} {status.PadRight(StatusWidth)} {detail}".TrimEnd());
}
