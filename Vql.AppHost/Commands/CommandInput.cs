using System.Globalization;

namespace Vql.AppHost.Commands;

/// <summary>An argument of a command and its validation.</summary>
/// <param name="Create">Creates the input. Each command needs its own instance.</param>
/// <param name="Validate">Returns an error message for a value, or null if the value is valid.</param>
internal sealed record CommandInput(Func<InteractionInput> Create, Func<string, string?> Validate)
{
    private const int MaxContacts = 5_000_000;

    /// <summary>The entity to work on: <c>contacts</c> or <c>companies</c>.</summary>
    public static CommandInput Entity { get; } = new(
        () => new InteractionInput
        {
            Name = "entity",
            Label = "Entity",
            InputType = InputType.Choice,
            Required = true,
            Value = "contacts",
            Options = [new("contacts", "Contacts"), new("companies", "Companies")],
        },
        _ => null);

    /// <summary>The number of contacts to add.</summary>
    public static CommandInput Contacts { get; } = new(
        () => new InteractionInput
        {
            Name = "contacts",
            Label = "Contacts",
            Description = string.Create(CultureInfo.InvariantCulture, $"Number of contacts to add, 1 to {MaxContacts:N0}."),
            InputType = InputType.Number,
            Required = true,
            Value = "1000",
        },
        value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= MaxContacts
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"'contacts' must be a whole number between 1 and {MaxContacts:N0}."));

    /// <summary>A switch that is off by default.</summary>
    public static CommandInput Switch(string name, string label, string description) => new(
        () => new InteractionInput
        {
            Name = name,
            Label = label,
            Description = description,
            InputType = InputType.Boolean,
            Value = "false",
        },
        _ => null);

    /// <summary>The CSV file to import.</summary>
    /// <param name="folder">The base folder of relative paths.</param>
    public static CommandInput CsvFile(string folder) => new(
        () => new InteractionInput
        {
            Name = "file",
            Label = "CSV file",
            Description = $"Path of a CSV file on this machine. Relative paths are resolved against {folder}.",
            InputType = InputType.Text,
            Required = true,
            Value = Path.Combine("data", "companies.csv"),
        },
        value =>
        {
            var path = Path.GetFullPath(value, folder);
            return File.Exists(path) ? null : $"The file {path} does not exist. Enter the path of a CSV file on this machine.";
        });
}
