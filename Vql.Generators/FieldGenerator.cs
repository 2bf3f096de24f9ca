using Microsoft.CodeAnalysis;

namespace Vql.Generators;

/// <summary>
/// Generates the code that has a line for each column of the catalogue. The catalogue is compiled into this assembly, so
/// there is no input to parse, and all output is post-initialization output: the only kind that other generators see.
/// The generator of System.Text.Json must see the records.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class FieldGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context) =>
        context.RegisterPostInitializationOutput(output =>
        {
            // Post-initialization output is the same in all projects. Each compiles its own part: Directory.Build.props
            // defines a symbol by the name of the project.
            output.AddSource("Rows.g.cs", RowCode.Generate().ForProject("VQL_CORE"));
            output.AddSource("RowStorage.g.cs", StorageCode.Generate().ForProject("VQL_STORAGE"));
            output.AddSource("ClientMembers.g.cs", ClientCode.Generate().ForProject("VQL_CLIENT"));
            output.AddSource("ResponseMembers.g.cs", ResponseCode.Generate().ForProject("VQL_API"));
        });
}
